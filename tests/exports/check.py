#!/usr/bin/python3
"""Reads files that simul exported as their readers do.

    check.py FORMAT FILE...      prints what it found, or fails with a reason
    check.py figure FILE NAME MEASURE    of BMF
    check.py slower IN OUT FACTOR        a CSV file with longer times
    check.py twins IN OUT                one whose cells come in two params
"""
import csv
import json
import sys
from collections import defaultdict

import jsonschema
from prometheus_client.openmetrics import parser

NUMBER = {"type": "number"}
TEXT = {"type": "string", "minLength": 1}

# Bencher: an object of benchmarks, each an object of measures.
BMF = {
    "type": "object",
    "propertyNames": {"minLength": 1, "maxLength": 1024},
    "additionalProperties": {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
                          "maxLength": 64},
        "additionalProperties": {
            "type": "object",
            "properties": {"value": NUMBER, "lower_value": NUMBER,
                           "upper_value": NUMBER},
            "required": ["value"],
            "additionalProperties": False,
        },
    },
}

# github-action-benchmark: what its custom tools take from each entry.
ACTION = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": TEXT, "unit": TEXT, "value": NUMBER,
                       "range": TEXT, "extra": {"type": "string"}},
        "required": ["name", "unit", "value"],
        "additionalProperties": False,
    },
}

# Google Benchmark: what compare.py and the schema in its documents ask for.
GOOGLE = {
    "type": "object",
    "properties": {
        "context": {
            "type": "object",
            "properties": {
                "date": TEXT,
                "executable": TEXT,
                "num_cpus": {"type": "integer", "minimum": 1},
                "mhz_per_cpu": {"type": "integer"},
                "cpu_scaling_enabled": {"type": "boolean"},
                "caches": {"type": "array"},
                "load_avg": {"type": "array", "items": NUMBER},
                "library_build_type": {"enum": ["debug", "release"]},
            },
            "required": ["date", "executable", "num_cpus",
                         "cpu_scaling_enabled", "library_build_type"],
        },
        "benchmarks": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": TEXT,
                    "run_name": TEXT,
                    "run_type": {"const": "iteration"},
                    "family_index": {"type": "integer", "minimum": 0},
                    "per_family_instance_index": {"const": 0},
                    "repetitions": {"type": "integer", "minimum": 1},
                    "repetition_index": {"type": "integer", "minimum": 0},
                    "threads": {"type": "integer", "minimum": 1},
                    "iterations": {"type": "integer", "minimum": 1},
                    "real_time": NUMBER,
                    "cpu_time": NUMBER,
                    "time_unit": {"enum": ["ns", "us", "ms", "s"]},
                },
                "required": ["name", "run_name", "run_type", "repetitions",
                             "repetition_index", "iterations", "real_time",
                             "cpu_time", "time_unit"],
            },
        },
    },
    "required": ["context", "benchmarks"],
}

# Trace Event Format: each phase has its own fields.
IDS = {"pid": {"type": "integer", "minimum": 1},
       "tid": {"type": "integer", "minimum": 1}}
TS = {"type": "number", "minimum": 0}
TRACE = {
    "type": "object",
    "properties": {
        "displayTimeUnit": {"enum": ["ms", "ns"]},
        "traceEvents": {
            "type": "array",
            "items": {
                "type": "object",
                "oneOf": [
                    {"properties": {"ph": {"const": "X"}, "name": TEXT,
                                    "cat": TEXT, "ts": TS, "dur": TS, **IDS},
                     "required": ["name", "ts", "dur", "pid", "tid"]},
                    {"properties": {"ph": {"const": "i"}, "name": TEXT,
                                    "cat": TEXT, "ts": TS,
                                    "s": {"enum": ["g", "p", "t"]}, **IDS},
                     "required": ["name", "ts", "s", "pid", "tid"]},
                    {"properties": {"ph": {"const": "C"}, "name": TEXT,
                                    "ts": TS, "pid": IDS["pid"],
                                    "args": {"type": "object",
                                             "minProperties": 1,
                                             "additionalProperties": NUMBER}},
                     "required": ["name", "ts", "pid", "args"]},
                    {"properties": {"ph": {"const": "M"},
                                    "name": {"enum": ["process_name",
                                                      "process_sort_index",
                                                      "thread_name",
                                                      "thread_sort_index"]},
                                    "args": {"type": "object"}, **IDS},
                     "required": ["name", "pid", "tid", "args"]},
                ],
                "required": ["ph"],
            },
        },
    },
    "required": ["traceEvents"],
}


def fail(why):
    sys.exit(f"check.py: {why}")


def no_twice(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        fail(f"a name twice: {names}")
    return dict(pairs)


def no_constant(name):
    fail(f"{name} is not JSON")


def load(path, schema):
    with open(path, encoding="ascii") as file:
        document = json.load(file, object_pairs_hook=no_twice,
                             parse_constant=no_constant)
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(document)
    return document


def check_bmf(path):
    for name, measures in load(path, BMF).items():
        for what, m in measures.items():
            low = m.get("lower_value", m["value"])
            high = m.get("upper_value", m["value"])
            if not low <= m["value"] <= high:
                fail(f"{name}: {what} is outside its interval")
            print(f"{name}: {what}")


def check_action(path):
    names = [entry["name"] for entry in load(path, ACTION)]
    if len(set(names)) != len(names):
        fail("a name twice")
    print("\n".join(names))


def check_google(path):
    rounds = defaultdict(list)
    for entry in load(path, GOOGLE)["benchmarks"]:
        if entry["name"] != entry["run_name"]:
            fail("a run's name is not that of its benchmark")
        rounds[entry["name"]].append(entry)
    for name, entries in rounds.items():
        if [e["repetition_index"] for e in entries] != list(
                range(entries[0]["repetitions"])):
            fail(f"{name}: repetitions are not 0, 1, 2...")
        print(f"{name}: {len(entries)}")


def check_nesting(slices):
    """Slices of a thread may lie within each other or apart."""
    for thread, all_of_it in slices.items():
        open_until = []
        for begin, end in sorted(all_of_it, key=lambda s: (s[0], -s[1])):
            while open_until and open_until[-1] <= begin:
                open_until.pop()
            if open_until and end > open_until[-1]:
                fail(f"slices of thread {thread} overlap at {begin} ns")
            open_until.append(end)


def check_trace(path):
    slices = defaultdict(list)
    named, used, counts = set(), set(), defaultdict(int)
    process_of, in_flight = {}, {}
    for e in load(path, TRACE)["traceEvents"]:
        kind = e["ph"] + (":" + e["cat"] if "cat" in e else "")
        counts[kind] += 1
        if e["ph"] == "M":
            named.add((e["name"], e["pid"], e["tid"]))
            continue
        if e["ph"] == "C":
            if e["args"]["tasks"] < 0:
                fail("fewer than no tasks in flight")
            in_flight[e["pid"]] = e["args"]["tasks"]
            continue
        used.add(("process_name", e["pid"], e["pid"]))
        used.add(("thread_name", e["pid"], e["tid"]))
        if process_of.setdefault(e["tid"], e["pid"]) != e["pid"]:
            fail(f"thread {e['tid']} is in two processes")
        if e["ph"] == "X":
            begin = round(1000 * e["ts"])
            slices[e["tid"]].append((begin, begin + round(1000 * e["dur"])))
    if used - named:
        fail(f"without a name: {sorted(used - named)[:3]}")
    if any(in_flight.values()):
        fail("tasks are in flight at the end")
    check_nesting(slices)
    for kind in sorted(counts):
        print(f"{kind} {counts[kind]}")


def check_openmetrics(path):
    with open(path, encoding="utf-8", newline="") as file:
        families = list(
            parser.text_string_to_metric_families(file.read()))
    for family in families:
        print(f"{family.type} {family.name} {len(family.samples)}")


def figure(path, name, measure):
    print(repr(load(path, BMF)[name][measure]["value"]))


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return rows.fieldnames, list(rows)


def save(path, names, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, names, lineterminator="\r\n")
        out.writeheader()
        out.writerows(rows)


def slower(path, to, factor):
    names, rows = rows_of(path)
    for row in rows:
        row["run_ns"] = str(int(int(row["run_ns"]) * float(factor)))
        row["started"] = "2026-01-31T12:00:00Z"
    save(to, names, rows)


def twins(path, to):
    names, rows = rows_of(path)
    more = [dict(row, params="others",
                 position=str(int(row["position"]) + len(rows)))
            for row in rows]
    save(to, names, rows + more)


def main():
    what, *rest = sys.argv[1:]
    if what in ("figure", "slower", "twins"):
        globals()[what](*rest)
        return
    for path in rest:
        globals()["check_" + what](path)


main()
