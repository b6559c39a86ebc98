"""The comments of a policy to edit, as `estompe init` writes it, line by line."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "A policy for estompe: what happens to each column of your files.": "Une politique pour estompe : ce que devient chaque colonne de vos fichiers.",
    "Read it column by column and change what is wrong. Then:": "Relisez-la colonne par colonne et changez ce qui est faux. Ensuite :",
    "  estompe check policy.yaml FILES                            is it right, and is every column in it?": "  estompe check policy.yaml FICHIERS                         est-elle juste, et chaque colonne y est-elle ?",
    "  estompe preview FILE --policy policy.yaml                  what becomes of some records?": "  estompe preview FICHIER --policy policy.yaml               que deviennent quelques enregistrements ?",
    "  estompe run FILES --policy policy.yaml --out release       make the release": "  estompe run FICHIERS --policy policy.yaml --out release    produire la diffusion",
    "Of each column this file says": "De chaque colonne, ce fichier dit",
    "  entity:     what its values are; `estompe list recognisers` lists the words. Left out where nobody knows.": "  entity:     ce que sont ses valeurs ; `estompe list recognisers` donne les mots. Omis quand personne ne le sait.",
    "  treatment:  suppress     nothing of the values comes out, only that such a kind of data was there": "  treatment:  suppress     rien des valeurs ne sort, sauf qu'une telle donnée était là",
    "              generalise   a coarser value is counted: a department, a month, an age band, a health category": "              generalise   une valeur plus grossière est comptée : département, mois, tranche d'âge, catégorie de santé",
    "              keep         the value itself is counted, where enough persons share it": "              keep         la valeur elle-même est comptée, là où assez de personnes la partagent",
    "The line above a column says how sure estompe is and why. Look first at those under 70 %.": "La ligne au-dessus d'une colonne dit avec quelle certitude, et pourquoi. Regardez d'abord celles sous 70 %.",
    "What this file does not say is as in the default policy; `estompe` counts persons and publishes no record.": "Ce que ce fichier ne dit pas est comme dans la politique par défaut ; `estompe` compte des personnes et ne publie aucun enregistrement.",
    "A column that is not listed here: suppress (nothing of it comes out) or detect (by what it holds).": "Une colonne qui n'est pas citée ici : suppress (rien n'en sort) ou detect (selon ce qu'elle contient).",
    "{0} % sure: {1}": "certitude de {0} % : {1:said}",
    "unknown: {0}": "inconnue : {0:said}",
    "several columns of this name that hold different things: each as detected": "plusieurs colonnes de ce nom aux contenus différents : chacune comme reconnue",
}
"""English template -> French."""
