"""Reads the metrics of a process, as Prometheus does."""

from typing import NamedTuple

import httpx2
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from tests.harness.processes import WebProcess

TOKEN = "tests-of-metrics-0123456789-abcdefgh"
SETTINGS = {"METRICS_TOKEN": TOKEN}
AUTHORIZATION = {"Authorization": f"Bearer {TOKEN}"}


class Scraped(NamedTuple):
    """One answer of /metrics. values: by sample, as `name{label=value,…}` with sorted labels."""

    families: dict[str, Metric]
    values: dict[str, float]

    def value(self, name: str, **labels: str) -> float:
        """Return a sample's value; 0 if the sample does not exist yet."""
        return self.values.get(key(name, labels), 0.0)


def key(name: str, labels: dict[str, str]) -> str:
    return f"{name}{{{','.join(f'{label}={value}' for label, value in sorted(labels.items()))}}}"


async def scraped(process: WebProcess) -> Scraped:
    async with httpx2.AsyncClient(base_url=process.url, trust_env=False, timeout=15) as client:
        answer = await client.get("/metrics", headers=AUTHORIZATION)
    assert answer.status_code == 200, answer.text
    families = list(text_string_to_metric_families(answer.text))
    values = {key(sample.name, sample.labels): sample.value for family in families for sample in family.samples}
    # The parser removes the suffix that counters have in the text.
    named = {f"{one.name}_total" if one.type == "counter" else one.name: one for one in families}
    return Scraped(named, values)
