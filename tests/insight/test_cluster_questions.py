from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from answer.insight.cluster_questions import ALONE, cluster_questions, most_central_first
from answer.insight.communities import Graph, communities
from answer.insight.match_clusters import match_clusters
from index.centre import centre, load_prior
from index.e5 import E5Embedder

SOLAR = {
    "en": "Can I connect the power supply to solar panels?",
    "de": "Kann ich das Netzteil an Solarmodule anschließen?",
    "zh-Hans": "电源可以接太阳能电池板吗？",
    "es": "¿Puedo conectar la fuente a paneles solares?",
    "ru": "Можно ли подключить блок питания к солнечным панелям?",
}
WARRANTY = {
    "en": "How long is the warranty on the charger?",
    "de": "Wie lange gilt die Garantie auf das Ladegerät?",
    "zh-Hans": "充电器的保修期是多久？",
    "es": "¿Cuánto dura la garantía del cargador?",
    "ru": "Какая гарантия на зарядное устройство?",
}
CUSTOMS = {
    "en": "Who pays customs duties for a parcel to Brazil?",
    "de": "Wer bezahlt den Zoll für ein Paket nach Brasilien?",
    "zh-Hans": "寄往巴西的包裹由谁支付关税？",
    "es": "¿Quién paga los aranceles de un paquete a Brasil?",
    "ru": "Кто платит таможенную пошлину за посылку в Бразилию?",
}


def _blobs(sizes: list[int], *, seed: int = 5, width: float = 0.3) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed)
    centres = np.eye(64)[: len(sizes)]
    rows = np.concatenate(
        [
            centre_of + drawn.normal(0, width / 8, (size, 64))
            for centre_of, size in zip(centres, sizes, strict=True)
        ]
    )
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit.astype(np.float32)


def test_the_same_question_in_five_languages_is_one_cluster(e5: E5Embedder) -> None:
    asked = [(text, tag) for one in (SOLAR, WARRANTY, CUSTOMS) for tag, text in one.items()]
    vectors = centre(
        e5.embed_questions([text for text, _ in asked]),
        [tag for _, tag in asked],
        load_prior(e5.fingerprint),
        role="question",
    )
    labels = cluster_questions(vectors).reshape(3, 5)
    assert [len(set(row)) for row in labels.tolist()] == [1, 1, 1]
    assert len(set(labels[:, 0].tolist())) == 3
    assert ALONE not in labels


def test_what_lies_apart_is_apart_and_what_is_alone_is_alone() -> None:
    labels = cluster_questions(_blobs([40, 7, 3, 1]))
    groups = [labels[:40], labels[40:47], labels[47:50]]
    assert [len(set(one.tolist())) for one in groups] == [1, 1, 1]
    assert [one[0] for one in groups] == [0, 1, 2]
    assert labels[50] == ALONE


def test_nothing_and_one_question_have_no_cluster() -> None:
    assert cluster_questions(np.zeros((0, 0), np.float32)).tolist() == []
    assert cluster_questions(_blobs([1])).tolist() == [ALONE]


def test_ten_thousand_same_lines_are_one_cluster_and_draw_nothing_to_it() -> None:
    vectors = _blobs([10, 10])
    flooded = np.concatenate([vectors, np.repeat(vectors[:1], 10_000, axis=0)])
    labels = cluster_questions(flooded)
    assert set(labels[20:].tolist()) == {int(labels[0])}
    assert (labels[:20] == cluster_questions(vectors)).all()


@given(st.permutations(range(25)))
def test_the_order_of_questions_changes_no_cluster(order: list[int]) -> None:
    vectors = _blobs([12, 8, 4, 1])
    labels, shuffled = cluster_questions(vectors), cluster_questions(vectors[order])
    assert shuffled.tolist() == cluster_questions(vectors[order]).tolist()
    pairs = {(labels[row], shuffled[place]) for place, row in enumerate(order)}
    assert len(pairs) == len(set(labels.tolist()))


def test_the_most_central_question_is_nearest_to_all() -> None:
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
    assert most_central_first(vectors)[0] == 1


def _graph(nodes: int, edges: list[tuple[int, int, float]]) -> Graph:
    ones, others, weights = zip(*edges, strict=True)
    return Graph(
        nodes=nodes,
        ones=np.array(ones),
        others=np.array(others),
        weights=np.array(weights, np.float64),
    )


def test_two_triangles_with_a_bridge_are_two_communities() -> None:
    inside = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]
    graph = _graph(7, [*((a, b, 1.0) for a, b in inside), (2, 3, 0.2)])
    found = communities(graph, masses=np.ones(7), resolution=0.1)
    assert found.tolist() == [0, 0, 0, 1, 1, 1, 2]
    assert communities(graph, masses=np.ones(7), resolution=0.0).tolist() == [0] * 6 + [1]
    assert communities(graph, masses=np.ones(7), resolution=2.0).tolist() == list(range(7))


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.01, 1)),
        min_size=1,
        max_size=30,
    )
)
def test_communities_hang_together_by_edges(edges: list[tuple[int, int, float]]) -> None:
    distinct = {(min(a, b), max(a, b)): w for a, b, w in edges if a != b} or {(0, 1): 1.0}
    graph = _graph(10, [(a, b, w) for (a, b), w in sorted(distinct.items())])
    found = communities(graph, masses=np.ones(10), resolution=0.1).tolist()
    for label in set(found):
        members = {node for node in range(10) if found[node] == label}
        reached, front = set(), {min(members)}
        while front:
            reached |= front
            front = {
                other
                for a, b in distinct
                for one, other in ((a, b), (b, a))
                if one in front and other in members
            } - reached
        assert reached == members


def test_a_cluster_keeps_its_name_while_it_grows_shrinks_and_loses_a_part() -> None:
    (first, second) = match_clusters([["a", "b", "c"], ["x", "y"]], {})
    before = dict.fromkeys("abc", first) | dict.fromkeys("xy", second)
    assert match_clusters([["x", "y", "z"], ["a", "b", "c", "d"]], before) == (second, first)
    assert match_clusters([["b", "c"]], before) == (first,)
    larger, smaller = match_clusters([["a", "b"], ["c", "n"]], before)
    assert larger == first
    assert smaller not in before.values()
    merged = match_clusters([["a", "b", "c", "x", "y"]], before)
    assert merged == (first,)


def test_new_names_are_the_same_wherever_they_are_made_and_never_taken() -> None:
    clusters = [["a"], ["b", "c"], ["d"]]
    names = match_clusters(clusters, {})
    assert names == tuple(reversed(match_clusters(clusters[::-1], {})))
    assert max(Counter(names).values()) == 1
    # the name that "a" would get is another cluster's
    again = match_clusters([["a"], ["q"]], {"q": names[0], "r": names[0]})
    assert again[1] == names[0] != again[0]
