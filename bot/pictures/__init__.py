"""The drawings of the exercises and the chart, as files.

Do not change a file by hand: `make drawings` writes them from `tools/drawings/`.
"""
