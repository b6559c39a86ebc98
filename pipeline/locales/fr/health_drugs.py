"""Medicines by their common names and brands, and what taking one says besides that there is a treatment.

The lists are the project's own. Taking a medicine says of which disease only where it is used for hardly
anything else; endings are stems of the WHO's international non-proprietary names.
"""

from __future__ import annotations

_SPECIFIC = {
    "health.diabetes": (
        "metformine glucophage stagid gliclazide diamicron glimepiride amarel repaglinide novonorm sitagliptine "
        "januvia vildagliptine galvus saxagliptine liraglutide victoza dulaglutide trulicity semaglutide ozempic "
        "exenatide empagliflozine jardiance dapagliflozine forxiga insuline lantus levemir toujeo tresiba novorapid "
        "humalog apidra novomix humulin acarbose glucor janumet eucreas"
    ),
    "health.hiv": (
        "dolutegravir darunavir tenofovir emtricitabine lamivudine abacavir zidovudine efavirenz rilpivirine "
        "raltegravir bictegravir atazanavir lopinavir ritonavir cabotegravir doravirine etravirine nevirapine triumeq "
        "genvoya biktarvy truvada kaletra isentress tivicay descovy odefsey eviplera stribild prezista reyataz dovato "
        "juluca"
    ),
    "health.psychiatric": (
        "lithium teralithe clozapine leponex risperidone risperdal olanzapine zyprexa quetiapine xeroquel aripiprazole "
        "abilify haloperidol haldol amisulpride solian escitalopram seroplex citalopram seropram venlafaxine effexor "
        "sertraline zoloft paroxetine deroxat fluoxetine prozac mirtazapine norset amitriptyline laroxyl duloxetine "
        "cymbalta miansertine mianserine vortioxetine loxapine loxapac cyamemazine tercian"
    ),
    "health.addiction": (
        "methadone buprenorphine subutex suboxone naltrexone revia acamprosate aotal disulfirame esperal nalmefene "
        "selincro varenicline champix nicopatch"
    ),
    "health.transplant": "tacrolimus prograf advagraf ciclosporine neoral mycophenolate cellcept sirolimus everolimus",
    "health.cancer": (
        "tamoxifene letrozole anastrozole exemestane fulvestrant bicalutamide enzalutamide abiraterone imatinib glivec "
        "capecitabine xeloda cisplatine carboplatine oxaliplatine docetaxel paclitaxel doxorubicine epirubicine "
        "vincristine bleomycine etoposide gemcitabine fluorouracile trastuzumab herceptin bevacizumab avastin "
        "pembrolizumab keytruda nivolumab opdivo lenalidomide bortezomib ibrutinib"
    ),
}
_OTHERS = (
    "paracetamol doliprane efferalgan dafalgan amlodipine ramipril triatec bisoprolol furosemide lasilix atorvastatine "
    "tahor rosuvastatine crestor simvastatine pravastatine omeprazole pantoprazole esomeprazole inexium lansoprazole "
    "levothyroxine levothyrox euthyrox prednisone prednisolone cortancyl solupred methotrexate novatrex mtx "
    "hydroxychloroquine plaquenil azathioprine imurel allopurinol zyloric febuxostat colchicine amoxicilline augmentin "
    "clamoxyl doxycycline ibuprofene ketoprofene profenid aspirine aspegic kardegic clopidogrel plavix ticagrelor "
    "prasugrel warfarine coumadine fluindione previscan acenocoumarol sintrom apixaban eliquis rivaroxaban xarelto "
    "dabigatran pradaxa enoxaparine lovenox tinzaparine innohep fondaparinux heparine amiodarone cordarone digoxine "
    "spironolactone aldactone eplerenone losartan valsartan irbesartan candesartan perindopril coversyl lercanidipine "
    "nicardipine diltiazem verapamil propranolol nebivolol atenolol sotalol flecaine salbutamol ventoline montelukast "
    "singulair tiotropium tamsulosine finasteride dutasteride adalimumab humira etanercept enbrel infliximab remicade "
    "rituximab mabthera tocilizumab tramadol codeine morphine oxycodone fentanyl pregabaline lyrica gabapentine "
    "neurontin levetiracetam keppra carbamazepine tegretol valproate depakine lamotrigine lamictal topiramate levodopa "
    "modopar donepezil memantine bactrim cotrimoxazole ofloxacine ciprofloxacine ceftriaxone rocephine metronidazole "
    "flagyl fosfomycine nitrofurantoine aciclovir valaciclovir isoniazide rifampicine ethambutol carbimazole ezetimibe "
    "fenofibrate alendronate denosumab tardyferon fumafer erythropoietine aranesp eprex cortisone leflunomide "
    "mesalazine sulfasalazine alprazolam xanax bromazepam lexomil oxazepam seresta diazepam valium zolpidem zopiclone "
    "hydroxyzine atarax"
)

DRUGS: dict[str, tuple[str, ...]] = dict.fromkeys(_OTHERS.split(), ("health.treatment",))
"""Medicine -> categories that taking it states."""
for _category, _drugs in _SPECIFIC.items():
    DRUGS.update(dict.fromkeys(_drugs.split(), ("health.treatment", _category)))

SUFFIXES = (
    "statine", "sartan", "prazole", "gliptine", "gliflozine", "glutide", "cilline", "floxacine", "cycline", "tinib",
    "cicl "
    "ib", "mumab", "zumab", "ximab", "xaban", "gatran", "parine", "dipine", "triptan", "setron", "dronate", "vudine",
    "navir", "tegravir", "buvir", "asvir", "oxetine", "peridone", "semide",
)  # fmt: skip
"""Endings of medicines' names that hardly another word has."""
