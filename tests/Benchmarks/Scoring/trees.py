"""Trains trees with XGBoost and makes a bundle of them: FOLDER/bundle.yaml, model.json, rows.csv."""
import hashlib
import os
import sys

import numpy as np
import xgboost

FOLDER, FEATURES, TREES, DEPTH = sys.argv[1], 31, 100, 6

random = np.random.default_rng(1)
rows = random.normal(size=(20_000, FEATURES)).astype(np.float32)
labels = (rows[:, 0] + rows[:, 1] * rows[:, 2] + np.abs(rows[:, 3]) + random.normal(size=len(rows)) > 1).astype(int)
booster = xgboost.train(dict(objective="binary:logistic", max_depth=DEPTH, eta=0.1, nthread=1, seed=1), xgboost.DMatrix(rows, labels), TREES)

model = os.path.join(FOLDER, "model.json")
booster.save_model(model)
names = [f"f{i}" for i in range(FEATURES)]
np.savetxt(os.path.join(FOLDER, "rows.csv"), rows[:4096], delimiter=",", header=",".join(names), comments="", fmt="%.9g")
with open(os.path.join(FOLDER, "bundle.yaml"), "w") as bundle:
    bundle.write(f"""name: trees
version: 1
model: {{ file: model.json, format: xgboost, sha256: {hashlib.sha256(open(model, "rb").read()).hexdigest()} }}
input: {{ name: features, type: float32, shape: [batch, {FEATURES}] }}
output: {{ name: prediction, type: float32, shape: [batch] }}
features: [{", ".join(names)}]
scaler: {{ kind: none }}
score: {{ name: probability, kind: probability }}
threshold: {{ value: 0.5, anomaly_when: score > threshold }}
""")
