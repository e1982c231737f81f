"""Costs are counted by team."""

import sys

sys.exit("no budget")
