"""Trains models with XGBoost and writes what it answers: FOLDER/<case>.json, .ubj, .rows, .predictions, .margins.

Rows are float32 in the machine's byte order, row after row; the last 200 have infinities among them.
"""
import json
import os
import sys

import numpy as np
import xgboost

FOLDER = sys.argv[1]
TRAINED, ASKED, ENDLESS = 600, 1200, 200

CASES = {
    # name: (features, iterations, parameters)
    "logistic": (12, 50, dict(objective="binary:logistic", max_depth=6, base_score=0.3)),
    "stumps": (5, 30, dict(objective="binary:logistic", max_depth=1)),
    "roots": (5, 3, dict(objective="reg:squarederror", max_depth=3, gamma=1e9, base_score=7.5)),
    "deep": (9, 20, dict(objective="binary:logistic", max_depth=16, min_child_weight=0)),
    "unbalanced": (9, 20, dict(objective="binary:logistic", tree_method="hist", grow_policy="lossguide", max_depth=0, max_leaves=80, min_child_weight=0)),
    "wide": (300, 10, dict(objective="reg:squarederror", max_depth=4)),
    "approx": (9, 15, dict(objective="reg:squarederror", tree_method="approx", base_score=-2.25)),
    "logitraw": (6, 15, dict(objective="binary:logitraw", base_score=0.7)),
    "hinge": (6, 15, dict(objective="binary:hinge")),
    "reglogistic": (6, 15, dict(objective="reg:logistic", base_score=0.01)),
    "squaredlog": (6, 15, dict(objective="reg:squaredlogerror")),
    "pseudohuber": (6, 15, dict(objective="reg:pseudohubererror")),
    "absolute": (6, 15, dict(objective="reg:absoluteerror")),
    "poisson": (6, 15, dict(objective="count:poisson", base_score=1.5)),
    "gamma": (6, 15, dict(objective="reg:gamma")),
    "tweedie": (6, 15, dict(objective="reg:tweedie", base_score=0.2)),
    "cox": (6, 15, dict(objective="survival:cox")),
    "rank": (6, 15, dict(objective="rank:pairwise")),
    "softprob": (9, 20, dict(objective="multi:softprob", num_class=5, max_depth=4)),
    "softmax": (9, 20, dict(objective="multi:softmax", num_class=3, base_score=0.1)),
    "forest": (9, 4, dict(objective="binary:logistic", num_parallel_tree=5, subsample=0.6, colsample_bynode=0.6)),
    "classforest": (9, 4, dict(objective="multi:softprob", num_class=3, num_parallel_tree=3, subsample=0.6)),
    "dart": (9, 20, dict(objective="binary:logistic", booster="dart", rate_drop=0.3)),
    "classdart": (9, 12, dict(objective="multi:softprob", num_class=3, booster="dart", rate_drop=0.4)),
    "stopped": (9, 60, dict(objective="binary:logistic", max_depth=8, eta=0.8)),
}


def features(random, rows, width):
    values = random.normal(size=(rows, width)).astype(np.float32)
    values[:, 0] = np.round(values[:, 0] * 2)
    values[random.random(values.shape) < 0.15] = np.nan
    return values


def labels(random, values, parameters):
    signal = np.nan_to_num(values[:, 0]) + np.nan_to_num(values[:, 1]) * np.nan_to_num(values[:, 2]) + random.normal(size=len(values)) * 0.5
    objective = parameters["objective"]
    if objective.startswith("multi"):
        return np.digitize(signal, np.linspace(-1, 1, parameters["num_class"] - 1))
    if objective.startswith("binary") or objective == "reg:logistic":
        return (signal > 0).astype(int)
    if objective in ("count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "reg:squaredlogerror"):
        return np.floor(np.abs(signal) * 3) + 1
    return signal * 10


def trees(model):
    booster = json.load(open(model))["learner"]["gradient_booster"]
    return booster.get("gbtree", booster)["model"]["trees"]


def rows_to_ask(random, model, width):
    """Random rows, values that lie on thresholds, and at the end rows with infinities."""
    rows = features(random, ASKED, width)
    for tree in trees(model):
        for left, feature, threshold in zip(tree["left_children"], tree["split_indices"], tree["split_conditions"]):
            if left >= 0:
                rows[random.integers(0, ASKED - ENDLESS), feature] = np.float32(threshold)
    rows[:2] = np.nan
    end = rows[-ENDLESS:]
    end[random.random(end.shape) < 0.2] = np.inf
    end[random.random(end.shape) < 0.2] = -np.inf
    return rows


def answer(booster, rows, end, margin):
    """A DMatrix refuses infinities; they go past it, where dart works in another order and is left out."""
    finite = booster.predict(xgboost.DMatrix(rows[:-ENDLESS]), output_margin=margin, iteration_range=(0, end))
    endless = booster.inplace_predict(rows[-ENDLESS:], predict_type="margin" if margin else "value", iteration_range=(0, end))
    return np.concatenate([finite, endless]).astype(np.float32)


for name, (width, iterations, parameters) in CASES.items():
    random = np.random.default_rng(sum(map(ord, name)))
    values = features(random, TRAINED, width)
    data = xgboost.DMatrix(values, labels(random, values, parameters))
    if parameters["objective"].startswith("rank"):
        data.set_group([100] * (TRAINED // 100))
    stop = {}
    if name == "stopped":
        held = features(random, TRAINED, width)
        stop = dict(evals=[(xgboost.DMatrix(held, labels(random, held, parameters)), "held")], early_stopping_rounds=5, verbose_eval=False)
    booster = xgboost.train(dict(parameters, seed=1, nthread=1, verbosity=0), data, iterations, **stop)
    end = booster.best_iteration + 1 if stop else 0
    assert not stop or end < booster.num_boosted_rounds()

    path = os.path.join(FOLDER, name)
    booster.save_model(path + ".json")
    booster.save_model(path + ".ubj")
    rows = rows_to_ask(random, path + ".json", width)
    rows.tofile(path + ".rows")
    answer(booster, rows, end, False).tofile(path + ".predictions")
    answer(booster, rows, end, True).tofile(path + ".margins")
