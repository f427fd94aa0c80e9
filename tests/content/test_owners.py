"""CODEOWNERS names files that exist: a rule for a folder that has moved requests no review."""

from __future__ import annotations

from bot.paths import ROOT


def test_every_rule_fits_a_file() -> None:
    lines = (ROOT / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    patterns = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
    stale = [pattern for pattern in patterns if not any(ROOT.glob(pattern.strip("/")))]
    assert len(patterns) > 20 and not stale, f"CODEOWNERS: no file fits {', '.join(stale)}"
