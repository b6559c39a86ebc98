"""What is said of the sample and of somebody's health: facts asserted or denied, drugs, eponyms; the bench."""

RULES: dict[str, str] = {
    "GROWN": "6*[CLINICAL] | 5*[OFFICE] | 2*[BENCH] | [BENCH], [OFFICE] | [CLINICAL], [OFFICE]",
    "CHILD": "4*[CHILDLIKE] | 2*[BENCH] | 3*[CHILDCLINICAL] | [DOCTORAL] | [APPOINTMENT] | [CHILDLIKE], "
    "[CHILDCLINICAL]",
    "CHILDCLINICAL": "4*[HEAD] [FACT] | 2*[FACT] | [HEAD] [FACT], [FACT] | [FACT], prévenir [KINPAR] au {phone} | "
    "[FACT], vu par [DOC] | 2*[DENIED] | [OFOTHERS] | [ALLERGIC] | [FACT] <connu/connue> depuis {month_year} | "
    "{first} : [FACT]",
    "CLINICAL": "6*[ASSERTED] | 2*[DENIED] | [OFOTHERS] | 2*[DRUGGED] | [EPONYMIC] | [ALLERGIC]",
    "ASSERTED": "2*[HEAD] [FACT] | [FACT][TAIL?] | [HEAD] [FACT][TAIL?] | [HEAD] [FACT], [FACT] | [HEAD] [FACT] et "
    "[FACT][TAIL?] | {patient} : [FACT] | [FACT], prévenir [KINNED] au {phone} | <patient suivi/patiente suivie> "
    "pour [FACT][BYDOC?] | [HEAD] [FACT], [NODENIED] | <connu/connue> pour [FACT][SINCEYEAR?] | [FACT] + [FACT] | "
    "[FACT] signalé par [DOC] | [AGE?][FACT][TAIL?] | <Mr/Mme> {family} <suivi/suivie> par [DOC] pour [FACT] | "
    "[HEAD] [FACT], [TEST] à faire | hospit. {institution} pour [FACT] le {date}",
    "HEAD": "ATCD : | RC : | Rens. cliniques : | Contexte : | suivi | Bilan dans le cadre de : | Bilan | motif : | "
    "Clin. : | ATCD perso | contrôle | pour | indication : | dans un contexte de | dg : | H. de la maladie : | "
    "<Patient/Patiente> : | terrain : | notion de | surveillance",
    "TAIL": "- résultats urgents | , voir avec [DOC] | [SINCEYEAR] | , sous [DRUG] | . Contrôle le {date} | , bien "
    "équilibré | , stable | [SINCE] | , RAS par ailleurs | , ttt en cours | (cf courrier [OFDOC]) | , [TEST] à "
    "recontrôler | , traité à {institution} | , dernier bilan {month_year} | , le conjoint n'est pas au courant | , "
    "suivi par [DOC]",
    "BYDOC": "par [DOC] | à {institution} | depuis {year} | , [DOC] | [SINCEYEAR]",
    "SINCEYEAR": "depuis {year} | dg en {year} | découvert en {month_year} | (diag. {year}) | ancien | récent | "
    "depuis {digits} ans",
    "AGE": "{age} ans, | <H/F> {age} ans | <Homme/Femme> de {age} ans | {age}a",
    "NODENIED": "pas de [!FACT] | sans [!FACT] | [!FACT] : non | ni [!FACT]",
    "DENIED": "pas de [!FACT] | [!FACT] : non | aucun ATCD de [!FACT] | recherche de [!FACT] négative | absence de "
    "[!FACT] | pas d'argument pour [!FACT] | nie [!FACT] | [!FACT] écarté par [DOC] | ni [!FACT] ni [!FACT] | pas de "
    "notion de [!FACT] selon [KINNED] | dépistage [!FACT] | [!FACT] exclu[SINCEYEAR?] | jamais de [!FACT] d'après "
    "<le patient/la patiente> | pas de [!FACT] à notre connaissance, confirmé [OFDOC]",
    "OFOTHERS": "père : [!FACT] | ATCD familiaux de [!FACT] | mère suivie pour [!FACT] | [!FACT] chez la soeur "
    "({relative_f}) | frère {kin_first_m} : [!FACT] | [!FACT] chez l'oncle maternel | conjoint {relative_any} : "
    "[!FACT] | ATCD fam. : [!FACT] (mère), [!FACT] (père) | tante paternelle {kin_first_f}, [!FACT]",
    "ALLERGIC": "[ALLERGY] | [ALLERGY], prévenir [DOC] | ATTENTION [ALLERGY] | [ALLERGY] signalée par [KINNED] | !! "
    "[ALLERGY] !!",
    # drugs and eponyms
    "DRUGGED": "sous [DRUG] | sous [DRUG] et [DRUGTWO] | ttt : [DRUG] {dose} | [DRUG] {dose}[SINCE?] | ttt par "
    "[DRUG] [BYDOC] | dernière prise [DRUG] {hour} | [DRUG], dosage résiduel à {hour} | prend [DRUG] et [DRUGTWO], "
    "{dose} | [DRUG] prescrit par [DOC] | ne pas arrêter [DRUG] | surveillance [DRUG], [TEST] | [KINNED] donne "
    "[DRUG] le soir",
    "DRUG": "9*{drug} | {drug_diabetes} | {drug_hiv} | {drug_psychiatric} | {drug_addiction} | {drug_transplant} | "
    "{drug_cancer}",
    "DRUGTWO": "{drug_two}",
    "EPONYMIC": "[EPONYM] | [EPONYM] connu | ? [EPONYM] | suspicion de [EPONYM] | bilan [EPONYM][BYDOC?] | [EPONYM] "
    "suivi par [DOC] | [HEAD] [EPONYM] | {patient}, [EPONYM] | [EPONYM], voir Dr {doctor} | signe de [SIGN] | [SIGN] "
    "négatif | coloration de [STAIN] | score de [SCORE] {digits} | recherche de [EPONYM] à la demande de [CIVIL]",
    "EPONYM": "Raynaud | sd de Raynaud | syndrome de Raynaud | maladie de Wilson | Wilson | Basedow | maladie de "
    "Basedow | Crohn | maladie de Crohn | Gilbert | sd de Gilbert | Hashimoto | thyroïdite de Hashimoto | Horton | "
    "Sjögren | Gougerot | Biermer | Behçet | Addison | Cushing | Conn | Whipple | Still | Ménière | Dupuytren | "
    "Gougerot-Sjögren | Sharp | Verneuil | Paget | Osler | Bell | Guillain-Barré | Kawasaki | Sneddon | Budd-Chiari",
    "SIGN": "Babinski | Homans | Lasègue | Koplik | Murphy | Romberg | Trousseau | Chvostek | Kernig | Tinel",
    "STAIN": "Gram | Giemsa | Ziehl | Perls | Papanicolaou",
    "SCORE": "Glasgow | Apgar | Nugent | Child-Pugh | Gleason | Wells | Fagerström",
    # the bench
    "BENCH": "3*[STATE][SAMPLED?] | 2*[TEST] [TODO][ON?] | [TUBE][ACTION?] | [TEST] = {value}[ACTION?] | [TEST], "
    "[TEST] [TODO] | [SAMPLED], [STATE] | [STATE], [TEST] urgent | [ADMIN] | [TEST] [TODO], [TUBE] | [ARM][ACTION?] "
    "| [TUBE] ([COLOUR])[ACTION?] | [TEST] à T0, T{digits} | [OBJECT]",
    "STATE": "à jeun | non à jeun | à jeun depuis {digits}h | jeûne non respecté | petit déjeuner pris à {hour} | a "
    "bu un café | à jeun strict | post-prandial | après repos | malaise pendant la prise de sang | très "
    "<agité/agitée> | prélèvement difficile | règles en cours | effort récent | petit gabarit, aiguille papillon",
    "SAMPLED": "prélevé à {hour} | prél. {hour} | reçu à {hour} | prélevé ce jour | arrivé hors délai | déposé à "
    "{hour} | centrifugé",
    "TEST": "NFS | TSH | CRP | ferritine | glycémie | ionogramme | bilan lipidique | ECBU | créat | VS | TP | "
    "plaquettes | INR | BU | PSA | gamma GT | ASAT ALAT | vit D | hémoc | groupe RAI | sérologies | albumine | "
    "troponine | D-dimères | coproculture | HbA1c | cortisol | électrophorèse | bilan martial | calcémie | rose "
    "Bengale | Waaler-Rose | test de Coombs | lactates | Kt/V",
    "TODO": "à recontrôler | ajoutée | demandée | à faire | en attente | à refaire | non faite | faite en urgence | "
    "sous-traitée | validée | 2e contrôle | hors nomenclature | annulée",
    "ON": "le {date} | dans {digits} j | à {hour} | [WEEKDAY] | {worded_date} | dans {digits} sem. | à la demande "
    "[OFDOC]",
    "TUBE": "tube hémolysé | tube coagulé | quantité insuffisante | tube EDTA manquant | étiquette illisible | tube "
    "rose manquant | tube bouchon blanc | tube violet | flacon non stérile | sérum ictérique | lipémique | tube "
    "cassé | petit tube | tube bleu mal rempli | tube gris | délai dépassé | non identifié",
    "COLOUR": "rose | blanc | rouge | gris | violet | bleu | jaune | vert | noir | brun",
    "ACTION": "- à reprélever | , prévenir l'IDE | , appelé à {hour} | : voir biologiste | , <prévenu/prévenue> | , "
    "à rapporter | , à revoir [WEEKDAY] | , dit à {nurse} | , appeler {phone}",
    "ADMIN": "bilan préop | ordonnance à fournir | ordonnance périmée | carte Vitale non lue | mutuelle à jour | ALD "
    "à vérifier | attestation demandée | dossier complet | part tôt | fiche de prélèvement absente | consentement "
    "signé | bilan de santé | bilan annuel | à classer | voir au verso | RAS | idem dernière fois | ok | vu | "
    "dossier clos",
    "ARM": "prélever au bras gauche | bras droit interdit | pas de prise au bras droit | préférer le bras gauche | "
    "ponction main | PAC | fistule bras gauche | curage droit : pas de garrot à droite | plaie au bras",
    "OBJECT": "calcul à analyser (pierre) | selles en pot blanc | urines roses | urines de 24h, {value} l | ongle du "
    "gros orteil | pièce en rose, lame blanche | petit prélèvement de peau | liquide clair, eau de roche | germe non "
    "identifié | champ de la rose des vents négatif | blanc de blouse",
    # children
    "CHILDLIKE": "Parents : [CIVIL] {phone} | carte de la mère {relative_f} | Mère : {relative_f}, NSS {nir} | "
    "<venu/venue> avec [KINPAR] | pédiatre [DOC] | prélèvement difficile, pleurs | patch posé à {hour} | {first} a "
    "très peur | <le petit/la petite> {first} | père {relative_m} {phone} | école de {city} | garde alternée, "
    "[KINPAR] | <accompagné/accompagnée> de [KINPAR] | [KINPAR] au {phone}[WHEN?] | nourrice {relative_f}, {address} "
    "| <fils/fille> de {relative_any} | frère de {kin_first_m} | bébé {first} | <né/née> à {institution} le "
    "{birth_date} | poids {digits} kg | autorisation parentale signée par {relative_any} | [KINPAR] attend dehors | "
    "divorcés : envoyer à [CIVIL], {address} {city} et {email}",
    "KINPAR": "sa mère {relative_f} | son père {relative_m} | la grand-mère {relative_f} | la mère {kin_first_f} | "
    "le père, {relative_m} | sa tante {kin_first_f} | sa mère (Mme {surname})",
}  # fmt: skip
"""Symbol -> its alternatives; ``[FACT]`` and ``[ALLERGY]`` come from `synthetic.grammar.conditions`."""
