"""The metrics of docs/math/metrics.md, written again from that page."""

import numpy as np
import pandas as pd

M5_LEVELS = [0.005, 0.025, 0.165, 0.25, 0.5, 0.75, 0.835, 0.975, 0.995]
# Asked beside them to tell ties apart, as `vorrat evaluate` does.
ALL_LEVELS = sorted(set(M5_LEVELS) | {0.01, 0.99} | {(k + 0.5) / 40 for k in range(40)})


def naive_scale(training):
    """(mean squared, mean absolute) one-step difference from the first need on, or None."""
    positive = np.flatnonzero(training > 0)
    if len(positive) == 0:
        return None
    steps = np.diff(training[positive[0] :])
    if len(steps) == 0 or not np.any(steps):
        return None
    return float(np.mean(steps**2)), float(np.mean(np.abs(steps)))


def pinball(needed, quantiles, levels):
    """needed: n x H, quantiles: n x H x levels; the loss of each."""
    missed = needed[:, :, None] - quantiles
    return np.maximum(levels * missed, (levels - 1) * missed)


def share_inside(needed, quantiles, levels, lowest, highest):
    """Section 5: the mean share of the step of the distribution function at a need that is inside."""
    first = (quantiles < needed[:, :, None]).sum(axis=2)
    end = (quantiles <= needed[:, :, None]).sum(axis=2)
    middles = (np.concatenate([[0], levels]) + np.concatenate([levels, [1]])) / 2
    below, upto = np.where(needed == 0, 0, middles[first]), middles[end]
    inside = np.minimum(upto, highest) - np.maximum(below, lowest)
    shares = np.maximum(inside, 0) / np.where(first == end, 1, upto - below)
    return float(np.mean(np.where(first == end, (lowest <= upto) & (upto <= highest), shares)))


def total(known, longest):
    out = np.zeros(longest)
    for values in known:
        out[longest - len(values) :] += values
    return out


def wrmsse(known, needed, mean, weight, groupings, scored):
    longest = max(len(values) for values in known)
    losses = []
    for keys in groupings.values():
        sums = []
        for _, members in pd.Series(scored).groupby([keys[k] for k in scored], sort=False):
            rows = members.to_numpy()
            scale = naive_scale(total([known[k] for k in rows], longest))
            if scale is not None:
                error = np.mean((needed[rows].sum(axis=0) - mean[rows].sum(axis=0)) ** 2)
                sums.append((np.sqrt(error / scale[0]), weight[rows].sum()))
        sums = np.array(sums)
        alike = np.ones(len(sums)) if sums[:, 1].sum() == 0 else sums[:, 1]
        losses.append(np.average(sums[:, 0], weights=alike))
    return float(np.mean(losses))


def score(dataset, back, mean, quantiles, levels):
    """All metrics at one origin. quantiles: n x H x levels, those of the M5 among them, or None."""
    known, needed, weight = dataset.known(back), dataset.needed(back), dataset.weight(back)
    levels = np.array(levels)
    scales = [naive_scale(values) for values in known]
    fine = np.array([k for k, scale in enumerate(scales) if scale is not None])
    squared = np.array([scales[k][0] for k in fine])
    absolute = np.array([scales[k][1] for k in fine])
    missed = needed - mean
    groupings = dataset.groupings or {"series": list(range(len(known)))}
    both = np.abs(needed) + np.abs(mean)
    relative = np.divide(200 * np.abs(missed), both, out=np.zeros_like(both), where=both > 0)
    out = {
        "wrmsse": wrmsse(known, needed, mean, weight, groupings, list(range(len(known)))),
        "rmsse": float(np.mean(np.sqrt(np.mean(missed[fine] ** 2, axis=1) / squared))),
        "mase": float(np.mean(np.mean(np.abs(missed[fine]), axis=1) / absolute)),
        "smape": float(np.mean(relative)),
        "points": relative.size,
        "bias": float(-missed.sum() / needed.sum()),
    }
    if quantiles is None:
        return out
    at = {level: k for k, level in enumerate(levels)}
    judged = [at[level] for level in M5_LEVELS]
    loss = pinball(needed[fine], quantiles[fine][:, :, judged], levels[judged]).mean(axis=(1, 2)) / absolute
    inside = lambda a, b: float(np.mean((quantiles[:, :, at[a]] <= needed) & (needed <= quantiles[:, :, at[b]])))  # noqa
    out["scaled_pinball"] = float(np.mean(loss))
    out["weighted_scaled_pinball"] = float(np.average(loss, weights=weight[fine]))
    out["coverage_50"] = inside(0.25, 0.75)
    out["coverage_95"] = inside(0.025, 0.975)
    out["calibration_50"] = share_inside(needed, quantiles, levels, 0.25, 0.75)
    out["calibration_95"] = share_inside(needed, quantiles, levels, 0.025, 0.975)
    return out


def check_against_utilsforecast(dataset, back, mean, quantiles, levels, mine):
    """The largest difference between our figures and those of a peer's own metric code."""
    from utilsforecast import losses

    dates = pd.date_range(dataset.date(back), periods=dataset.horizon, freq=dataset.step)
    known = dataset.known(back)
    names = [name for name, values in zip(dataset.ids, known) if naive_scale(values) is not None]
    rows = [dataset.ids.index(name) for name in names]
    count = len(rows)
    frame = pd.DataFrame({
        "unique_id": np.repeat(names, dataset.horizon),
        "ds": np.tile(dates, count),
        "y": dataset.needed(back)[rows].ravel(),
        "model": mean[rows].ravel(),
    })  # fmt: skip
    train = []
    for k in rows:
        from_first = known[k][np.flatnonzero(known[k] > 0)[0] :]
        days = pd.date_range(end=dates[0], periods=len(from_first) + 1, freq=dataset.step)[:-1]
        train.append(pd.DataFrame({"unique_id": dataset.ids[k], "ds": days, "y": from_first}))
    train = pd.concat(train)
    theirs = losses.rmsse(frame, ["model"], seasonality=1, train_df=train)["model"].mean()
    worst = abs(theirs - mine["rmsse"])
    theirs = losses.mase(frame, ["model"], seasonality=1, train_df=train)["model"].mean()
    worst = max(worst, abs(theirs - mine["mase"]))
    if quantiles is not None:
        names_of_levels = [f"q{level}" for level in M5_LEVELS]
        for level, name in zip(M5_LEVELS, names_of_levels):
            frame[name] = quantiles[rows][:, :, list(levels).index(level)].ravel()
        theirs = np.mean([
            losses.scaled_quantile_loss(frame, {"m": name}, seasonality=1, train_df=train, q=level)["m"].mean()
            for level, name in zip(M5_LEVELS, names_of_levels)
        ])  # fmt: skip
        worst = max(worst, abs(theirs - mine["scaled_pinball"]))
    return float(worst)
