"""The peers. Each takes (dataset, origin, levels) and returns (mean n x H, quantiles n x H x levels or None)."""

import os
import shutil
import subprocess
import tempfile
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
SEED = 1
LAST_DAYS = 365  # what the slow peers see of a daily series


def seen(dataset, back):
    known = dataset.known(back)
    return [v[-LAST_DAYS:] for v in known] if dataset.step == "D" else known


def recent_mean(dataset, back, levels):
    """Mean of the last 28 days, 6 months, 4 quarters or 3 years; quantiles of the last year."""
    last = {"D": 28, "MS": 6, "QS": 4, "YS": 3}[dataset.step]
    mean, quantiles = [], []
    for values in dataset.known(back):
        year = values[-(365 if dataset.step == "D" else 36) :]
        mean.append(np.full(dataset.horizon, values[-last:].mean()))
        quantiles.append(np.tile(np.quantile(year, levels), (dataset.horizon, 1)))
    return np.array(mean), np.array(quantiles)


def season_quantiles(dataset, back, levels):
    """Per weekday (month, quarter): mean and quantiles of the last 8 weeks (3 years) of that step."""
    seasons = 8 if dataset.step == "D" else 3
    mean, quantiles = [], []
    for values in dataset.known(back):
        rows_mean, rows = [], []
        for h in range(dataset.horizon):
            last = len(values) + h
            same = [values[t] for t in range(last - dataset.season, -1, -dataset.season) if t < len(values)]
            same = np.array(same[:seasons] or [values.mean()])
            rows_mean.append(same.mean())
            rows.append(np.quantile(same, levels))
        mean.append(rows_mean)
        quantiles.append(rows)
    return np.array(mean), np.array(quantiles)


def nixtla(name, model, intervals):
    """A model of statsforecast; `intervals`: it has prediction intervals of its own."""

    def run(dataset, back, levels):
        from statsforecast import StatsForecast

        known = seen(dataset, back)
        dates = [pd.date_range(end=dataset.date(back), periods=len(v) + 1, freq=dataset.step)[:-1] for v in known]
        ids = [f"{k:06d}" for k in range(len(known))]
        frame = pd.DataFrame({
            "unique_id": np.repeat(ids, [len(v) for v in known]),
            "ds": np.concatenate(dates), "y": np.concatenate(known),
        })  # fmt: skip
        asked = {"level": sorted({round(abs(1 - 2 * level) * 100, 6) for level in levels} - {0})} if intervals else {}
        run_model = StatsForecast(models=[model(dataset.season)], freq=dataset.step, n_jobs=1)
        out = run_model.forecast(df=frame, h=dataset.horizon, **asked).sort_values(["unique_id", "ds"])
        column = [c for c in out.columns if c not in ("unique_id", "ds") and "-lo-" not in c and "-hi-" not in c][0]
        shape = (len(ids), dataset.horizon)
        mean = np.maximum(out[column].to_numpy().reshape(shape), 0)
        if not intervals:
            return mean, None
        quantiles = []
        for level in levels:
            side = round(abs(1 - 2 * level) * 100, 6)
            match = [c for c in out.columns if c.startswith(column + ("-lo-" if level < 0.5 else "-hi-"))
                     and abs(float(c.rsplit("-", 1)[1]) - side) < 1e-6]  # fmt: skip
            values = out[match[0] if match and side > 0 else column].to_numpy()
            quantiles.append(np.maximum(values.reshape(shape), 0))
        return mean, np.stack(quantiles, axis=2)

    return run


R_CODE = """
suppressMessages(library(forecast)); set.seed(1)
a <- commandArgs(trailingOnly = TRUE); h <- as.integer(a[3]); m <- as.integer(a[4])
levels <- as.numeric(strsplit(a[5], ",")[[1]])
lines <- readLines(a[1]); out <- file(a[2], "w")
for (line in lines) {
  y <- ts(as.numeric(strsplit(line, ",")[[1]]), frequency = m)
  f <- MODEL
  q <- sapply(levels, function(p) {
    if (p == 0.5) return(as.numeric(f$mean))
    side <- which.min(abs(f$level - abs(1 - 2 * p) * 100))
    if (p < 0.5) as.numeric(f$lower)[(side - 1) * h + 1:h] else as.numeric(f$upper)[(side - 1) * h + 1:h] })
  writeLines(paste(format(pmax(c(as.numeric(f$mean), as.numeric(t(q))), 0), digits = 12), collapse = ","), out)
}
close(out)
"""


def r_forecast(call):
    """A function of R's package forecast, e.g. forecast(ets(y), h = h, level = sides)."""

    def run(dataset, back, levels):
        rscript = shutil.which("Rscript")
        has = rscript and subprocess.run([rscript, "-e", "library(forecast)"], capture_output=True, check=False)
        if not has or has.returncode != 0:
            raise ModuleNotFoundError("R with its package forecast (apt-get install r-cran-forecast)")
        sides = sorted({abs(1 - 2 * level) * 100 for level in levels} - {0})
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("code.R", "in", "out")]
            with open(paths[0], "w", encoding="utf-8") as code:
                code.write(R_CODE.replace("MODEL", call.replace("sides", f"c({','.join(map(str, sides))})")))
            with open(paths[1], "w", encoding="utf-8") as lines:
                for values in seen(dataset, back):
                    lines.write(",".join(f"{v:.10g}" for v in values) + "\n")
            subprocess.run([rscript, *paths, str(dataset.horizon), str(dataset.season),
                            ",".join(map(str, levels))], check=True, capture_output=True)  # fmt: skip
            rows = np.loadtxt(paths[2], delimiter=",", ndmin=2)
        count, horizon = len(rows), dataset.horizon
        quantiles = rows[:, horizon:].reshape(count, horizon, len(levels))
        return rows[:, :horizon], quantiles

    return run


def features(values, ahead, dataset, dates, item, place, price):
    """Rows of lags and rolling statistics for direct forecasts `ahead` steps ahead."""
    s = pd.Series(values)
    lags = [0, 1, 2, 6, 7, 13, 20, 27] if dataset.step == "D" else [0, 1, 2, 5, 11]
    windows = [7, 28, 84] if dataset.step == "D" else [3, 6, 12]
    rows = {f"lag{lag}": s.shift(lag) for lag in lags}
    for window in windows:
        rows[f"mean{window}"] = s.rolling(window, min_periods=1).mean()
        rows[f"std{window}"] = s.rolling(window, min_periods=2).std()
    rows["zeros"] = (s == 0).rolling(windows[1], min_periods=1).mean()
    frame = pd.DataFrame(rows)
    target = dates + ahead * pd.tseries.frequencies.to_offset(dataset.step)
    frame["weekday"], frame["month"], frame["day"] = target.weekday, target.month, target.day
    frame["ahead"] = ahead
    frame["item"], frame["place"] = item, place
    frame["price"] = price
    return frame.astype("float32")


def lightgbm(dataset, back, levels):
    """One Tweedie model for the mean and one quantile model per level, over all series.

    Direct forecasts by blocks of the horizon; the series are divided by their mean, the weights give it back.
    """
    import lightgbm as gbm

    known = [v[-730:] for v in dataset.known(back)]
    part = lambda names: {name: k for k, name in enumerate(dict.fromkeys(names))}
    items = [name.split("/")[0] for name in dataset.ids]
    places = [name.rsplit("/", 1)[-1] for name in dataset.ids]
    item_number, place_number = part(items), part(places)
    horizon = dataset.horizon
    blocks = [(7, [1, 4, 7]), (14, [8, 11, 14]), (horizon, [15, 21, 28])] if dataset.step == "D" else [(horizon, list(range(1, horizon + 1)))]
    options = {"verbose": -1, "num_threads": 1, "seed": SEED, "deterministic": True, "learning_rate": 0.06,
               "num_leaves": 63, "min_data_in_leaf": 60, "feature_fraction": 0.8, "bagging_fraction": 0.8,
               "bagging_freq": 1}  # fmt: skip
    mean = np.zeros((len(known), horizon))
    quantiles = np.zeros((len(known), horizon, len(levels)))
    rng = np.random.default_rng(SEED)
    done = 0
    for end, trained in blocks:
        x, y, ask = [], [], []
        for k, values in enumerate(known):
            scale = values.mean() + 1e-9
            dates = pd.date_range(end=dataset.date(back), periods=len(values) + 1, freq=dataset.step)[:-1]
            price = np.nan if dataset.price is None else dataset.price[k][: len(dataset.y[k]) - back][-len(values) :]
            for ahead in trained:
                frame = features(values / scale, ahead, dataset, dates, item_number[items[k]], place_number[places[k]], price)
                target = np.concatenate([values[ahead:] / scale, np.full(min(ahead, len(values)), np.nan)])
                keep = ~np.isnan(target)
                keep[: min(28, len(values) // 3)] = False
                x.append(frame[keep])
                y.append(target[keep])
            last = features(values / scale, 1, dataset, dates, item_number[items[k]], place_number[places[k]], price).iloc[[-1]]
            for ahead in range(done + 1, end + 1):
                day = dates[-1] + ahead * pd.tseries.frequencies.to_offset(dataset.step)
                ask.append(last.assign(weekday=day.weekday(), month=day.month, day=day.day, ahead=ahead))
        x, y, ask = pd.concat(x), np.concatenate(y), pd.concat(ask)
        if len(x) > 250_000:
            rows = rng.choice(len(x), 250_000, replace=False)
            x, y = x.iloc[rows], y[rows]
        data = gbm.Dataset(x, y, free_raw_data=False, categorical_feature=["item", "place"])
        shape = (len(known), end - done)
        scales = np.array([v.mean() + 1e-9 for v in known])[:, None]
        model = gbm.train({**options, "objective": "tweedie", "tweedie_variance_power": 1.1}, data, 150)
        mean[:, done:end] = np.maximum(model.predict(ask).reshape(shape), 0) * scales
        for j, level in enumerate(levels):
            model = gbm.train({**options, "objective": "quantile", "alpha": level}, data, 60)
            quantiles[:, done:end, j] = np.maximum(model.predict(ask).reshape(shape), 0) * scales
        done = end
    return mean, np.sort(quantiles, axis=2)


def statsforecast_models():
    from statsforecast import models as m

    return {
        "statsforecast SeasonalNaive": nixtla("", lambda s: m.SeasonalNaive(s), True),
        "statsforecast AutoETS": nixtla("", lambda s: m.AutoETS(season_length=s), True),
        "statsforecast DynamicOptimizedTheta": nixtla("", lambda s: m.DynamicOptimizedTheta(season_length=s), True),
        "statsforecast Theta": nixtla("", lambda s: m.Theta(season_length=s), True),
        "statsforecast CrostonClassic": nixtla("", lambda s: m.CrostonClassic(), False),
        "statsforecast CrostonSBA": nixtla("", lambda s: m.CrostonSBA(), False),
        "statsforecast TSB": nixtla("", lambda s: m.TSB(0.1, 0.1), False),
        "statsforecast ADIDA": nixtla("", lambda s: m.ADIDA(), False),
    }


def all_peers():
    """name -> function. Those that cannot be imported are told when they are called."""
    peers = {"mean of the last 28 days (6 months ...)": recent_mean, "means and quantiles by season": season_quantiles}
    try:
        peers |= statsforecast_models()
    except ImportError as problem:
        print(f"skipped: statsforecast: {problem}")
    peers["R forecast ets"] = r_forecast("forecast(ets(y), h = h, level = sides)")
    peers["R forecast thetaf"] = r_forecast("thetaf(y, h = h, level = sides)")
    peers["LightGBM"] = lightgbm
    return peers
