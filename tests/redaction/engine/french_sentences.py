"""Invented French sentences of an office, with who is named in them."""

SENTENCES = (
    ("Bonjour, pouvez-vous rappeler Amélie Fournier demain avant midi ?", ("Amélie Fournier",)),
    ("J'ai envoyé la facture à monsieur Thibault Lacroix hier soir.", ("Thibault Lacroix",)),
    ("Merci de vérifier le colis de Nadia Benkhelifa avant la livraison.", ("Nadia Benkhelifa",)),
    ("Le camion de d'Aubigny est arrivé au quai trois ce matin.", ("Aubigny",)),
    ("Est-ce que Pierre Martin a signé le bon de commande ?", ("Pierre Martin",)),
    ("La réunion avec Rose et Laurent est reportée à jeudi.", ("Rose", "Laurent")),
    (
        "Nous avons reçu une réclamation de Mme Delphine Roussel au sujet du retard.",
        ("Delphine Roussel",),
    ),
    ("Il faut demander à Yannick Le Goff s'il peut charger le conteneur.", ("Yannick", "Goff")),
    (
        "Écrivez à camille.moreau@example.fr pour obtenir la nouvelle adresse.",
        ("camille", "moreau"),
    ),
    (
        "Je ne sais pas pourquoi Océane Petit n'a pas validé la ligne dans le tableau.",
        ("Océane Petit",),
    ),
    ("Le chauffeur s'appelle Mehdi Ouali et il attend dans la cour.", ("Mehdi Ouali",)),
    (
        "Vous pouvez joindre Sylvie Charpentier au 06 12 34 56 78 pour les documents.",
        ("Sylvie Charpentier", "12 34 56 78"),
    ),
    ("la commande de bernard dupuis est encore bloquée dans le système", ("bernard dupuis",)),
    (
        "Le client de Montpellier veut que Clara Vasseur modifie les prix avant la fin du mois.",
        ("Clara Vasseur",),
    ),
    (
        "On a vu avec Jean-Baptiste Morel que les quantités ne sont pas bonnes.",
        ("Jean-Baptiste Morel",),
    ),
    ("Les marchandises sont dans l'entrepôt et le délai est trop court.", ()),
    ("Cliquez sur le bouton et enregistrez les modifications avant de fermer la fenêtre.", ()),
    ("Nous n'avons pas encore de réponse du fournisseur pour les deux dernières livraisons.", ()),
)

# Written after the lists, and not used to change them.
UNSEEN = (
    ("Dites à Fatou Diarra que la palette est abîmée et qu'elle doit repartir.", ("Fatou Diarra",)),
    (
        "Je vous transmets le dossier de Monsieur Gaspard Delacour pour signature.",
        ("Gaspard Delacour",),
    ),
    ("Qui a parlé avec Hugo Brossard de la remise sur les emballages ?", ("Hugo Brossard",)),
    (
        "Le numéro de Mathilde Carpentier n'est plus le bon, il faut le changer.",
        ("Mathilde Carpentier",),
    ),
    (
        "Nous attendons la confirmation d'Élodie Garnier avant de lancer l'impression.",
        ("Élodie Garnier",),
    ),
    ("Selon Blanche Fontaine, le transporteur ne passera pas avant lundi.", ("Blanche Fontaine",)),
    ("Il y a une erreur dans l'adresse de la société Transports Kervella.", ("Kervella",)),
    ("Pourriez-vous mettre Ludovic et Sandrine en copie de ce message ?", ("Ludovic", "Sandrine")),
    ("La voiture de Grégoire est garée devant l'entrée du dépôt.", ("Grégoire",)),
    ("Pour la douane, c'est Aïcha Bouzid qui s'occupe des papiers.", ("Aïcha Bouzid",)),
    ("demande à thierry perrin si le stock est à jour avant ce soir", ("thierry perrin",)),
    ("je crois que c'est lucie qui a fermé le dossier hier", ("lucie",)),
    (
        "Monsieur Pascal Ledoux et sa collègue Inès Marchetti viendront à la visite.",
        ("Pascal Ledoux", "Inès Marchetti"),
    ),
    (
        "Le rendez-vous de Guillaume à Strasbourg est annulé, merci de prévenir tout le monde.",
        ("Guillaume",),
    ),
    ("Si Victor ne répond pas, appelez directement l'accueil de l'usine.", ("Victor",)),
    ("J'ai compté les cartons deux fois et il en manque encore un.", ()),
    ("Ajoutez une colonne au tableau pour que nous puissions suivre les retards.", ()),
    ("Le prix indiqué dans le contrat ne correspond pas à celui de la facture.", ()),
    ("Les étiquettes sont imprimées mais elles ne sont pas encore collées sur les boîtes.", ()),
    (
        "Ouvrez le fichier, copiez la première ligne et collez les valeurs dans la feuille.",
        (),
    ),
)
