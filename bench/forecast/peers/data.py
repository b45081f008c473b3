"""The data sets as the benchmark uses them: the same numbers for Vorrat and for every peer.

A Dataset is a list of series that all end at the same step. An origin is a number of steps before
that end; the model knows what lies before it and is judged on the `horizon` steps behind it.
"""

import dataclasses
import gzip
import pathlib
import re

import numpy as np
import pandas as pd

GROUPED_LAST = {"D": 28, "MS": 6, "QS": 4, "YS": 3}  # steps whose money weighs a series


@dataclasses.dataclass
class Dataset:
    name: str
    step: str  # pandas: D, MS, QS, YS
    season: int
    horizon: int
    ids: list
    y: list  # per series, an array that ends at the common end
    end: pd.Timestamp  # date of the last step
    origins: list  # steps between the origin and the end, oldest first
    path: pathlib.Path  # what Vorrat reads
    price: list | None = None  # per series, as y
    groupings: dict = dataclasses.field(default_factory=dict)  # name -> one key per series
    note: str = ""

    def date(self, back: int) -> pd.Timestamp:
        """The first step nobody knows at an origin."""
        return pd.date_range(end=self.end, periods=back, freq=self.step)[0]

    def known(self, back: int) -> list:
        return [values[: len(values) - back] for values in self.y]

    def needed(self, back: int) -> np.ndarray:
        first = [len(values) - back for values in self.y]
        return np.array([v[f : f + self.horizon] for v, f in zip(self.y, first)])

    def weight(self, back: int) -> np.ndarray:
        """Price times quantity over the last steps before the origin."""
        last = GROUPED_LAST[self.step]
        money = []
        for k, values in enumerate(self.known(back)):
            price = np.ones(len(values)) if self.price is None else self.price[k][: len(values)]
            price = pd.Series(price).ffill().to_numpy()
            money.append(float(np.nansum((values * price)[-last:])))
        return np.array(money)


def write_long(dataset: Dataset) -> None:
    """The series as one file in the long format, at dataset.path."""
    dataset.path.parent.mkdir(parents=True, exist_ok=True)
    longest = max(len(values) for values in dataset.y)
    dates = pd.date_range(end=dataset.end, periods=longest, freq=dataset.step).strftime("%Y-%m-%d")
    with open(dataset.path, "w", encoding="utf-8") as out:
        out.write("unique_id,ds,y\n" if dataset.price is None else "unique_id,ds,y,price\n")
        for k, (name, values) in enumerate(zip(dataset.ids, dataset.y)):
            for t, (date, value) in enumerate(zip(dates[longest - len(values) :], values)):
                tail = ""
                if dataset.price is not None:
                    price = dataset.price[k][t]
                    tail = "," if np.isnan(price) else f",{price:.10g}"
                out.write(f"{name},{date},{value:.10g}{tail}\n")


def each(keys, count):
    return ["_".join(key.split("_")[:count]) for key in keys]


def m5(data: pathlib.Path, work: pathlib.Path) -> Dataset:
    table = pd.read_csv(data / "m5" / "needs.csv.gz")
    ids, y, price, items, stores = [], [], [], [], []
    for (item, store), rows in table.groupby(["item_id", "place_id"], sort=False):
        ids.append(f"{item}/{store}")
        items.append(item)
        stores.append(store)
        y.append(rows["quantity"].to_numpy(float))
        price.append(rows["price"].to_numpy(float))
    both = lambda a, b: [f"{x}|{z}" for x, z in zip(a, b)]
    state, category, department = each(stores, 1), each(items, 1), each(items, 2)
    groupings = {
        "all": ["all"] * len(ids), "state": state, "store": stores, "category": category,
        "department": department, "state, category": both(state, category),
        "state, department": both(state, department), "store, category": both(stores, category),
        "store, department": both(stores, department), "item": items,
        "item, state": both(items, state), "item, store": both(items, stores),
    }  # fmt: skip
    end = pd.Timestamp(table["date"].max())
    return Dataset("M5 subset", "D", 7, 28, ids, y, end, [112, 84, 56, 28], data / "m5", price,
                   groupings)  # fmt: skip


def online_retail(data: pathlib.Path, work: pathlib.Path) -> Dataset:
    """Daily need of the 2,000 products sold on most days before the first origin.

    Orders that were cancelled, stock codes that are no product, and quantities or prices of zero
    or less are left out. Every series goes from its first sale to the last day of the table.
    """
    rows = pd.read_csv(data / "online_retail" / "orders.csv.gz", dtype=str, encoding="utf-8")
    code = rows["StockCode"].str.upper().str.strip()
    product = code.str.fullmatch(re.compile(r"\d{5}[A-Z]{0,2}")).fillna(False)
    quantity = pd.to_numeric(rows["Quantity"], errors="coerce")
    price = pd.to_numeric(rows["UnitPrice"], errors="coerce")
    date = pd.to_datetime(rows["InvoiceDate"], format="%m/%d/%y %H:%M", errors="coerce").dt.floor("D")
    fine = product & (quantity > 0) & (price > 0) & date.notna()
    fine &= ~rows["InvoiceNo"].str.startswith("C")
    sold = pd.DataFrame({"id": code, "ds": date, "y": quantity, "money": quantity * price})[fine]
    daily = sold.groupby(["id", "ds"], sort=True)[["y", "money"]].sum().reset_index()
    origins = [112, 84, 56, 28]
    end = daily["ds"].max()
    first = end - pd.Timedelta(days=origins[0])
    often = daily[daily["ds"] <= first].groupby("id").size().sort_values(kind="stable", ascending=False)
    ids = sorted(often.index[:2000])
    y, prices = [], []
    by_id = dict(tuple(daily.groupby("id")))
    for name in ids:
        mine = by_id[name].set_index("ds")
        days = pd.date_range(mine.index.min(), end, freq="D")
        y.append(mine["y"].reindex(days, fill_value=0).to_numpy(float))
        prices.append((mine["money"] / mine["y"]).reindex(days).ffill().to_numpy(float))
    dataset = Dataset("Online Retail", "D", 7, 28, ids, y, end, origins, work / "online_retail.csv",
                      prices)  # fmt: skip
    write_long(dataset)
    return dataset


def car_parts(data: pathlib.Path, work: pathlib.Path) -> Dataset:
    """The parts whose 51 months are all known and not all zero before the first origin."""
    table = pd.read_csv(data / "carparts" / "carparts.csv.gz", index_col=0)
    origins = [15, 12, 9, 6]
    table = table[table.notna().all(axis=1)]
    table = table[table.iloc[:, : 51 - origins[0]].sum(axis=1) > 0]
    ids = [str(part) for part in table.index]
    y = [row.to_numpy(float) for _, row in table.iterrows()]
    dataset = Dataset("Car parts", "MS", 12, 6, ids, y, pd.Timestamp("2002-03-01"), origins,
                      work / "car_parts.csv")  # fmt: skip
    write_long(dataset)
    return dataset


def m3(data: pathlib.Path, work: pathlib.Path) -> list:
    """The four parts of the M3 competition; the dates are made up, as "other" has none."""
    kinds = {"YEARLY": ("YS", 1), "QUARTERLY": ("QS", 4), "MONTHLY": ("MS", 12), "OTHER": ("YS", 1)}
    series = {}
    with gzip.open(data / "m3" / "m3.csv.gz", "rt") as lines:
        next(lines)
        for line in lines:
            name, _, period, horizon, _, part, values = line.rstrip("\n").split(",")
            entry = series.setdefault(name, {"period": period.upper(), "horizon": int(horizon)})
            entry[part] = [float(value) for value in values.split()]
    datasets = []
    for period, (step, season) in kinds.items():
        mine = {name: s for name, s in series.items() if s["period"] == period}
        horizon = next(iter(mine.values()))["horizon"]
        dataset = Dataset(f"M3 {period.lower()}", step, season, horizon, list(mine),
                          [np.array(s["train"] + s["test"]) for s in mine.values()],
                          pd.Timestamp("2020-10-01" if step == "QS" else "2020-01-01"), [horizon],
                          work / f"m3_{period.lower()}.csv")  # fmt: skip
        write_long(dataset)
        datasets.append(dataset)
    return datasets
