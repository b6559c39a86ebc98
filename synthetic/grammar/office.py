"""What secretaries write: calls, relatives, results to send, identities, addresses, accounts, money, institutions."""

RULES: dict[str, str] = {
    "OFFICE": "4*[CALLBACK] | 3*[SENDING] | 3*[IDENTITY] | 2*[HOME] | 2*[ACCOUNT] | [MONEY] | 2*[KINNOTE] | "
    "2*[NURSING] | 2*[PLACE] | 2*[DOCTORAL] | [APPOINTMENT] | [GUARDIAN]",
    # calls
    "CALLBACK": "3*[CALL] [WHOM] [AT?][PHONE][WHEN?][ABOUT?] | [WHOM] [CALLED][WHEN?][ABOUT?][CALLAGAIN?] | "
    "[NOTREACHED] [AT?][PHONE][NEXTTRY?] | [CALL] [WHOM][WHEN?], [PHONE][ORPHONE?] | msg laissé [ATWHOM] "
    "[PHONE][WHEN?] | [PHONE] [BELONGS] [KINNED] | num faux, voir [PHONE] | ne pas appeler [AT?][PHONE], [CALLONLY] "
    "[PHONE] | nouveau n° [PHONE][SINCE?] | [PHONE] ([KIN]) [ORPHONE?][WHEN?]",
    "CALL": "Rappeler | rappeler | Appeler | Prévenir | Joindre | tél à | Tél. | contacter | RAPPELER | à rappeler : "
    "| merci de rappeler | Prière de joindre | prévenir",
    "WHOM": "2*{patient} | 2*[KINNED] | [CIVIL] | [KIN] | <le patient/la patiente> | <Mr/Mme> {family} | l'IDE "
    "{nurse} | [DOC] | le secrétariat [OFDOC]",
    "CIVIL": "M. {surname} | Mr {surname} | Mme {surname} | Mlle {surname} | Monsieur {surname} | Madame {surname} | "
    "Mme Vve {surname} | M et Mme {surname} | Mme {surname} née {other_surname}",
    "AT": "au | sur le | au n° | tel | sur son portable | à son travail, | au domicile",
    "PHONE": "5*{phone} | {phone2} | {phone}, poste {digits} | {phone} (rép.) | {phone} ou {phone2}",
    "ORPHONE": ", sinon {phone2} | ou {phone2} | / {phone2} | à défaut {phone2}",
    "WHEN": ", le matin | après {hour} | avant {hour} | [DAYPART] | dès réception | dès que possible | à partir de "
    "{hour} | sauf [WEEKDAY] | [WEEKDAY] seulement | [WEEKDAY] [DAYPART] | à {hour} | en fin de journée | le {date}",
    "DAYPART": "le matin | l'après-midi | en soirée | le midi | en journée | aux heures de bureau",
    "WEEKDAY": "le lundi | le mardi | le mercredi | le jeudi | le vendredi | le samedi matin | ce jour | demain",
    "ABOUT": "pour [SUBJECT] | , concerne [SUBJECT] | (re: [SUBJECT]) | au sujet de [SUBJECT] | - [SUBJECT] | pr "
    "[SUBJECT]",
    "SUBJECT": "le résultat | [TEST] | les [TEST] | sa facture | la carte Vitale | son ordonnance | le dossier {nda} "
    "| le prélèvement du {date} | un duplicata | le reste à charge | la prise en charge | son {digits}e contrôle",
    "CALLED": "a appelé | a rappelé | a tél. | souhaite être <rappelé/rappelée> | demande à parler au biologiste | "
    "s'est <présenté/présentée> au labo | a laissé un message | rappellera | attend notre appel",
    "CALLAGAIN": ", rappeler au {phone} | - tél {phone} | : {phone} | ({phone})",
    "NOTREACHED": "pas de réponse | injoignable | sonne occupé | répondeur | NRP | messagerie pleine | appelé x2 "
    "sans succès",
    "NEXTTRY": ", réessayer [WEEKDAY] | , 2e appel à {hour} | , voir [KINNED] | , essayer {phone2} | , courrier "
    "envoyé",
    "ATWHOM": "à [KINNED] | à {patient}, | au [OFDOC] | sur rép. de [CIVIL] | à la [KINF] | au [KINM]",
    "BELONGS": "est le n° de | = portable de | c'est | appartient à | : travail de",
    "CALLONLY": "uniquement | plutôt | appeler | préférer | voir",
    "SINCE": "depuis le {date} | depuis {month_year} | (vu le {date}) | à compter du {date}",
    # relatives
    "KIN": "sa [KINF] | son [KINM] | la [KINF] | le [KINM]",
    "KINF": "fille | mère | soeur | femme | épouse | belle-fille | voisine | nièce | tante | grand-mère | tutrice | "
    "compagne | belle-soeur | petite-fille | aide à domicile | amie | assistante maternelle",
    "KINM": "fils | père | frère | mari | époux | gendre | voisin | neveu | oncle | grand-père | tuteur | conjoint | "
    "beau-frère | petit-fils | ami | curateur",
    "KINNED": "sa [KINF] {relative_f} | son [KINM] {relative_m} | {relative_f} ([KINF]) | {relative_m} ([KINM]) | sa "
    "[KINF] {kin_first_f} | son [KINM] {kin_first_m} | {kin_first_f} ([KINF]) | [KINF] : {relative_f} | la [KINF], "
    "{relative_f} | le [KINM], {relative_m} | Mme {surname} ([KINF]) | M. {surname} ([KINM])",
    "KINNOTE": "<venu/venue> avec [KINNED] | <accompagné/accompagnée> de [KINNED][KINTALK?] | [KINNED] [FETCHES] les "
    "résultats[WHEN?] | [KINNED] [SAYS] que <le patient/la patiente> [STATES] | personne à prévenir : [KINNED], "
    "[PHONE] | pers. de confiance [KINNED] [PHONE] | vit avec [KINNED][HOMEAT?] | [KINNED] hospit. à {institution} | "
    "<veuf/veuve> de {relative_any}, [KIN] joignable au {phone} | ne rien dire à [KINNED] | [KINNED] gère les papiers",
    "KINTALK": ", ne parle pas français | , qui traduit | , très <inquiet/inquiète> | , tél {phone} | qui signe",
    "FETCHES": "passe prendre | viendra chercher | a retiré | demande | recevra | passera pour",
    "SAYS": "signale | précise | dit | nous informe | confirme",
    "STATES": "est à jeun | a déménagé | part en vacances | n'entend plus bien | refuse le prélèvement | est "
    "<parti/partie> | a changé de médecin | a changé de nom",
    "GUARDIAN": "sous tutelle de {relative_any}, [PHONE] | curatelle : {institution}, dossier {ipp} | tuteur M. "
    "{surname}, {address}, {postcode} {city} | mandataire Mme {surname} {phone} | courrier à la tutrice "
    "{relative_f}, {email}",
    # results
    "SENDING": "[SEND] rés. [TOWHOM] | [SEND] [DOUBLE?]les résultats [TOWHOM][VIA?] | rés. [TOWHOM][VIA?][WHEN?] | "
    "double [TOWHOM] | cc [OFDOC] | [SEND] à {email} | mail : {email} | mail erroné, c'est {email} | résultats sur "
    "internet, id {login} | ne pas envoyer à {email}[PREFER?] | copie [OFDOC][VIA?] et [TOWHOM] | PDF à {email} et "
    "{phone}",
    "SEND": "Envoyer | envoyer | Adresser | Transmettre | faxer | Poster | Faire suivre | Remettre",
    "DOUBLE": "un double des | 2 ex. - | copie - | l'original et",
    "TOWHOM": "à [KINNED] | [OFDOC] | à {email} | à <Mr/Mme> {family} | à [CIVIL], {address}, {postcode} {city} | au "
    "{address} à {city} | au service de {institution} | à l'infirmière {nurse} | à {institution}",
    "VIA": "par courrier | par fax au {phone} | par mail | en main propre | par coursier | sous pli fermé | via "
    "Apicrypt | par SMS au {phone} | au guichet",
    "PREFER": ", préfère le courrier | , plutôt {email2} | , boîte pleine | (adresse de [KINNED])",
    # identity
    "IDENTITY": "Homonyme {other}[BORN?] | attention homonyme : {other} et {patient} | ne pas confondre avec "
    "{other}[BORN?] | [MAIDEN] {birth_name} | dossier au nom de {birth_name} | <né/née> le {birth_date} et non le "
    "{other_date} | identité vérifiée sur CNI[BORN?] | carte Vitale [OFKIN] {nir} | NSS [CHECK] {nir} | n° SS "
    "{nir}[BORN?] | IPP {ipp} | anc. dossier {ipp} | fusion dossiers {ipp} et {ipp2} | prénom usuel {first} | se "
    "fait appeler {first} | orthographe : {patient} | en fait {patient}, pas {other} | doublon avec {ipp}, [MAIDEN] "
    "{birth_name} | nom d'usage {family}, naissance {birth_name} | DDN {birth_date} | jumeau de {kin_first_m} | "
    "jumelle de {kin_first_f} | étiquette au nom de {other} | ordonnance au nom de {other}, c'est bien {patient} | "
    "droits ouverts sous {nir}",
    "BORN": ", <né/née> le {other_date} | (DDN {other_date}) | du {other_date} | , {other_date} | <né/née> en {year} "
    "| , <né/née> à {city}",
    "MAIDEN": "Nom de naissance | née | NJF | nom de jeune fille | nom naiss.",
    "OFKIN": "de la mère | du père | du conjoint | de sa [KINF] | périmée | de {relative_any}",
    "CHECK": "à vérifier | illisible, peut-être | incomplet : | provisoire | de la mère | communiqué par tél :",
    # home
    "HOME": "Adresse : {address} {postcode} {city} | n'habite plus {address} | [MOVED] {address}, {postcode} "
    "{city}[SINCE?] | <hébergé/hébergée> chez [KINNED][HOMEAT?] | prél. à domicile : {address}, {city}[ACCESS?] | "
    "réside à {city}[SINCE?] | NPAI {address} | courrier revenu, nouvelle adresse {address} à {city} | en vacances à "
    "{city}, {address} | habite {address}[ACCESS?] | domicile : {city} ({postcode}) | vient de {city}[HOMEAT?]",
    "HOMEAT": ", {address} à {city} | au {address} | à {city} | , {address}, {postcode} {city} | ({city})",
    "MOVED": "a déménagé au | nvelle adresse | habite maintenant | adresse temporaire : | changement d'adresse :",
    "ACCESS": ", code {code} | , {floor}e étage | , bât {letter} | , clé chez [KINNED] | , chien | , sonner chez "
    "{surname} | , digicode {code}, {floor}e | , boîte à clés {code} | , fond de cour",
    # accounts
    "ACCOUNT": "mdp provisoire {password} | [LOGIN] {login} [PASS] {password} | [PASS] {password} pour l'accès web | "
    "réinit. mot de passe : {password} | [LOGIN] {login}, mdp envoyé à {email} | compte bloqué ({login}) | n'arrive "
    "pas à se connecter avec {login} / {password} | code serveur {password}, ne pas divulguer | a oublié son mdp, "
    "remis {password} | accès résultats {login} {password}[SINCE?] | [KINNED] utilise le compte {login} | [PASS] "
    "remis en main propre : {password}",
    "LOGIN": "login | identifiant | id | utilisateur | compte | user",
    "PASS": "mdp | mot de passe | MDP | pass | code | mot de passe :",
    # money
    "MONEY": "RIB {iban} | règlement par virement {iban} | facture à [KINNED][HOMEAT?] | impayé {value} euros, "
    "relance le {date} | tiers payant refusé, n° adhérent {member} | mutuelle changée, adh. {member} | chèque au nom "
    "de [CIVIL] | HN réglé {value} | PEC {institution} | AME en cours, {nir} | à facturer à {institution} | "
    "remboursement sur {iban} (compte de [KINNED]) | carte mutuelle au nom de {relative_any}, adh {member}",
    # nurses, institutions, doctors
    "NURSING": "[NURSE] {nurse} | [NURSE] {nurse} {phone} | [NURSE] {nurse} à {hour} | prélevé par {nurse} à "
    "{hour}[SITE?] | tournée de {nurse} | tube apporté par {nurse}[WHEN?] | {nurse} IDE, cabinet de {city} | IDEL "
    "{nurse} demande [SUBJECT] | infirmière [CIVIL] passe [WEEKDAY] | prél. fait par {nurse}, étiquettes de {other}",
    "NURSE": "IDE | infirmière | Prél. à domicile par | inf. | IDEL | cabinet inf. | Infirmier",
    "SITE": ", bras gauche | , bras droit | , pli du coude | sur main gauche | , veines fines | , garrot long",
    "PLACE": "vu à {institution} | résidence {institution}, {phone}[WHEN?] | <entré/entrée> à {institution} le "
    "{date} | {institution}, ch. {digits} | <résident/résidente> {institution}, ch {digits}, [PHONE] | sortie de "
    "{institution} prévue le {date} | prél. {institution} à {hour} | <transféré/transférée> de {institution} | cadre "
    "de {institution} : Mme {surname} {phone} | <suivi/suivie> à {institution} par [DOC] | dossier {nda} de "
    "{institution} | appel de {institution} ({nurse})",
    "DOCTORAL": "[DOC] [WANTS] [TEST] | appel [OFDOC] à {hour} | voir avec [DOC] | [TEST] tél. [OFDOC] à {hour} | "
    "rempl. [OFDOC] : {doctor_full} | nouveau médecin traitant [DOC], {city} | [DOC] en congés, voir {doctor_full} | "
    "avis [OFDOC] | <adressé/adressée> par [DOC] pour [SUBJECT] | lettre [OFDOC] du {date} | ordo. [OFDOC] du {date} "
    "| RPPS {rpps} ([DOC]) | cardio : Dr {doctor}, gynéco : Dr {doctor2} | [DOC], {phone} | ordonnance renouvelée "
    "par [DOC] le {date}",
    "DOC": "2*Dr {prescriber} | Dr {doctor} | Docteur {doctor} | le Dr {doctor} | Pr {doctor} | {doctor_full} | dr "
    "{prescriber} | Dr. {doctor} | Drs {doctor} et {doctor2} | le docteur {doctor_full}",
    "OFDOC": "au Dr {prescriber} | au Dr {doctor} | du Dr {doctor} | au Docteur {doctor} | pour le Dr {prescriber} | "
    "au Pr {doctor} | à {doctor_full} (médecin) | aux Drs {doctor} et {doctor2}",
    "WANTS": "demande | veut | rajoute | souhaite | attend | annule",
    "APPOINTMENT": "RDV le {date} à {hour} | RDV {worded_date}[WITH?] | rdv annulé, reporté au {date} | consultation "
    "le {date}[WITH?] | opération prévue le {date} à {institution} | bloc le {date}, [DOC] | revoir le {date} | "
    "revient {worded_date} à {hour} | <absent/absente> au rdv du {date} | prochain contrôle {month_year}",
    "WITH": "avec [DOC] | à {institution} | , [DOC] | au cabinet [OFDOC]",
}  # fmt: skip
"""Symbol -> its alternatives, see `synthetic.grammar.expand`."""
