"""Corrections teach: a workspace's own labels adapt the shipped models. Pure: no Django."""
