"""Several rounds in one result: medians, and sums of what must not happen."""

from ops.bench.rounds import together


def test_figures_become_their_medians_however_deep():
    rounds = [{"a": value, "deep": {"er": {"b": value / 3}}} for value in (5, 1, 9, 3, 100)]
    assert together(rounds) == {"a": 5, "deep": {"er": {"b": 1.667}}}


def test_what_was_lost_or_refused_in_any_round_is_seen():
    rounds = [{"s": {"lost": lost, "refused": refused}} for lost, refused in ((0, 0), (0, 2), (7, 1), (0, 0), (0, 0))]
    assert together(rounds) == {"s": {"lost": 7, "refused": 3}}


def test_a_figure_that_a_round_lacks_is_the_median_of_the_others():
    assert together([{"p": {}}, {"p": {"p50": 2}}, {"p": {"p50": 4}}]) == {"p": {"p50": 3}}


def test_one_round_is_itself():
    assert together([{"a": 1.25, "lost": 0}]) == {"a": 1.25, "lost": 0}
