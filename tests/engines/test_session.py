"""What Spark's own configuration says is read as Spark reads it, and kept beside what is forced."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.core.travel import deposit
from pipeline.engines import session
from pipeline.engines.spark import Spark


@pytest.fixture
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def write(text: str) -> None:
        (tmp_path / "spark-defaults.conf").write_text(text)
        monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))

    for name in ("PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS"):
        monkeypatch.delenv(name, raising=False)
    return write


@pytest.mark.parametrize(("said", "master"), [
    ("", None), ("# spark.master local\n", None), ("spark.masters local\n", None), ("spark.master\n", None),
    ("spark.master spark://a:7077\n", "spark://a:7077"), ("  spark.master\t spark://a:7077  \n", "spark://a:7077"),
    ("spark.master=yarn\n", "yarn"), ("spark.master = yarn\n", "yarn"), ("spark.master: yarn\n", "yarn"),
    ("spark.master yarn\nspark.master local[3]\n", "local[3]"),
])  # fmt: skip
def test_where_the_cluster_is(configure, said: str, master: str | None) -> None:
    configure(said)
    assert session.master() == master


def test_without_a_file_of_defaults_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, configure) -> None:
    del configure
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    assert session.master() is None


def test_options_of_the_user_for_java_stay_and_its_log_is_off(configure, tmp_path: Path) -> None:
    configure("spark.master yarn\nspark.driver.extraJavaOptions -Dfoo=1 -Xss4m\n")
    options = session._settings(tmp_path)[session.OPTIONS].split()
    assert options[:2] == ["-Dfoo=1", "-Xss4m"]
    assert options[2:] == [f"-Dlog4j2.configurationFile=file://{tmp_path}/log4j2.properties"]
    configure("spark.master yarn\n")
    assert session._settings(tmp_path)[session.OPTIONS].split() == options[2:]


def test_the_key_of_a_run_goes_though_its_session_does_not_stop(tmp_path: Path) -> None:
    class Broken:
        sparkContext = SimpleNamespace(  # noqa: N815 (named by Spark)
            _gateway=SimpleNamespace(_gateway_client=SimpleNamespace(get_thread_connection=lambda: None))
        )

        def stop(self) -> None:
            raise KeyError("c")

    engine = Spark(lambda: tmp_path)
    (tmp_path / "run").mkdir()
    engine._session, engine._key_file = Broken(), deposit(tmp_path / "run", bytes(32))
    with pytest.raises(KeyError):
        engine.close()
    assert list(tmp_path.iterdir()) == []


def test_a_work_folder_may_have_a_space_in_its_name(configure, tmp_path: Path) -> None:
    configure("spark.master yarn\n")
    (tmp_path / "my work").mkdir()
    (option,) = session._settings(tmp_path / "my work")[session.OPTIONS].split()
    assert option.endswith("/my%20work/log4j2.properties")


@pytest.mark.parametrize("master", [None, "local[2]", "spark://a:7077", "yarn"])
def test_what_is_forced_is_forced_wherever_the_cluster_is(configure, tmp_path: Path, master: str | None) -> None:
    configure(f"spark.master {master}\nspark.eventLog.enabled true\n" if master else "")
    settings = session._settings(tmp_path)
    assert settings.items() >= session.FORCED.items()
    assert ("spark.local.dir" in settings) == (master in (None, "local[2]"))
