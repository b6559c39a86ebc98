"""Engines: what is missing, what a cluster could not do."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "--engine {0}: {1}": "--engine {0} : {1}",
    "--engine {0}: is no engine": "--engine {0} : n'est pas un moteur",
    "--engine {0}: pyspark is not installed: pip install 'estompe[spark]', and Java 17 or later": "--engine {0} : pyspark n'est pas installé : pip install 'estompe[spark]', et Java 17 ou plus récent",
    "--engine {0}: SPARK_REMOTE is set, Spark Connect is not installed: pip install 'pyspark[connect]'": "--engine {0} : SPARK_REMOTE est défini, Spark Connect n'est pas installé : pip install 'pyspark[connect]'",
    "--engine {0}: Java {1} or later is not installed (on Debian: apt-get install openjdk-17-jre-headless)": "--engine {0} : Java {1} ou plus récent n'est pas installé (sous Debian : apt-get install openjdk-17-jre-headless)",
    "estompe doctor tells what is installed": "estompe doctor dit ce qui est installé",
    "--engine spark: Spark does not start ({0})": "--engine spark : Spark ne démarre pas ({0})",
    "is spark.master reachable, with the same spark.authenticate.secret? docs/how-to/run-on-a-cluster.md": "spark.master est-il joignable, avec le même spark.authenticate.secret ? docs/how-to/run-on-a-cluster.md",
    "--engine spark: the cluster gave a part up ({0})": "--engine spark : la grappe a renoncé à une partie ({0})",
    "--engine spark: the cluster has no executor left": "--engine spark : la grappe n'a plus aucun exécuteur",
    "{0}: is no number of seconds": "{0} : n'est pas un nombre de secondes",
    "a number, as in 120": "un nombre, comme 120",
    "start workers; {0} is how long a run waits for one, in seconds": "démarrez des nœuds ; {0} est le nombre de secondes pendant lequel un traitement en attend un",
    "the logs of its workers say why; every worker needs estompe and sees --work": "les journaux de ses nœuds disent pourquoi ; chacun a besoin d'estompe et voit --work",
    "{0}: cannot be read in ranges, as it is packed or no delimited text": "{0} : ne peut être lu par tranches : compressé, ou pas un texte délimité",
    "unpack it, or leave --engine out": "décompressez-le, ou retirez --engine",
    "--resume: only what the engine local began can be gone on with": "--resume : seul ce que le moteur local a commencé peut être repris",
    "leave --resume out": "retirez --resume",
    "One process on this machine, batch after batch.": "Un seul processus sur cette machine, lot après lot.",
    "The workers of an Apache Spark cluster; persons are linked and cells counted by this process.": "Les nœuds d'une grappe Apache Spark ; les personnes sont reliées et les cellules comptées par ce processus.",
    "What does the work: local, or spark (a cluster).": "Ce qui fait le travail : local, ou spark (une grappe).",
}
