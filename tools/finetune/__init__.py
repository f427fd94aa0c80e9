"""`make finetune`: adapts the encoder to what people write here; `docs/finetuning.md` explains it."""
