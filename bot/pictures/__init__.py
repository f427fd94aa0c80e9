"""Our own drawings: the exercises and one chart, as SVG and as PNG."""
