"""Fits the weights of the evidence for a red flag; the second half of `make finetune`.

The messages are those of hands that taught neither the encoder nor the linear model (`tools/finetune/examples.py`).
"""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from ruamel.yaml import YAML
from sklearn.linear_model import LogisticRegression

from bot.progress import report_progress
from bot.red_flags.findings import Assessment
from bot.red_flags.labelled_messages import REPORTS
from bot.red_flags.parsed_message import ASSESSMENT_KEY
from bot.red_flags.weighing import FILE, Evidence
from tests.runner import Runner
from tools.finetune.examples import calibration_messages


def main() -> None:
    """Fit the weights and write them into `weighing.yml`."""
    runner = Runner()
    messages = calibration_messages()
    names = [field.name for field in fields(Evidence)]
    rows, reports = [], []
    with report_progress(f"Reading {len(messages):,} messages", len(messages)) as advance:
        for message, _ in messages:
            assessment = Assessment.from_dict(runner.parse(message.text).get(ASSESSMENT_KEY) or Assessment().as_dict())
            if assessment.evidence:
                rows.append([assessment.evidence[name] for name in names])
                reports.append(message.assertion in REPORTS)
            advance(1)
    model = LogisticRegression(max_iter=1000).fit(np.array(rows), np.array(reports))
    yaml = YAML()
    yaml.width = 120  # type: ignore[assignment]  # ruamel declares no type for it
    content = yaml.load(FILE)
    content["intercept"] = round(float(model.intercept_[0]), 2)
    content["weights"] |= {name: round(float(weight), 2) for name, weight in zip(names, model.coef_[0], strict=True)}
    yaml.dump(content, FILE)
    print(f"{len(rows):,} messages, {sum(reports):,} reports: {FILE.name} is rewritten.")


if __name__ == "__main__":
    main()
