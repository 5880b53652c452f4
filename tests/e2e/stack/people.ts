// Who there is. Each journey has people of its own, because the first SSO sign-in links an account for good, and a
// wrong password counts against one account.

export type Person = { email: string; firstName: string; lastName: string; password?: string; isAdmin?: boolean };

const password = "correct horse battery staple";

const person = (email: string, firstName: string, lastName: string, more: Partial<Person> = {}): Person => ({
  email,
  firstName,
  lastName,
  ...more,
});

/** Globex signs in by password. */
export const grace = person("grace@globex.example", "Grace", "Hopper", { password });
export const katherine = person("katherine@globex.example", "Katherine", "Johnson", { password });
export const mary = person("mary@globex.example", "Mary", "Jackson", { password });
export const annie = person("annie@globex.example", "Annie", "Easley", { password });

/** Authorizes an app. */
export const valerie = person("valerie@globex.example", "Valerie", "Thomas", { password });

/** Forget their passwords. */
export const dorothy = person("dorothy@globex.example", "Dorothy", "Vaughan", { password });
export const evelyn = person("evelyn@globex.example", "Evelyn", "Boyd", { password });

/** Sign in to apps, through clients that nobody here wrote. */
export const connie = person("connie@globex.example", "Connie", "Palmer", { password });
export const olga = person("olga@globex.example", "Olga", "Ladyzhenskaya", { password });
export const oscar = person("oscar@globex.example", "Oscar", "Zariski", { password });
export const aurora = person("aurora@globex.example", "Aurora", "Ortega", { password });
export const emmy = person("emmy@globex.example", "Emmy", "Noether", { password });
export const mildred = person("mildred@globex.example", "Mildred", "Keller", { password });
/** Looks after apps and may enter none of them. */
export const ruth = person("ruth@globex.example", "Ruth", "Teitelbaum", { password });

/** Signs in in two steps. */
export const rosalind = person("rosalind@globex.example", "Rosalind", "Franklin", { password });

/** Sign in by passkeys. */
export const sofja = person("sofja@globex.example", "Sofja", "Kowalewskaja", { password });
export const marie = person("marie@globex.example", "Marie", "Curie", { password });

/** Is an admin of Globex, and makes apps. */
export const hazel = person("hazel@globex.example", "Hazel", "Bishop", { password, isAdmin: true });

/** Initech signs in through `oidc-provider`. These have accounts, with passwords from before. */
export const ada = person("ada@initech.example", "Ada", "Lovelace", { password });
export const edsger = person("edsger@initech.example", "Edsger", "Dijkstra", { password });
export const barbara = person("barbara@initech.example", "Barbara", "Liskov", { password });
export const radia = person("radia@initech.example", "Radia", "Perlman", { password });
export const frances = person("frances@initech.example", "Frances", "Allen", { password });
export const donald = person("donald@initech.example", "Donald", "Knuth", { password });

/** Sign in to the sample app. */
export const margaret = person("margaret@initech.example", "Margaret", "Hamilton");
export const karen = person("karen@initech.example", "Karen", "Jones");
export const joan = person("joan@initech.example", "Joan", "Clarke");
export const gladys = person("gladys@initech.example", "Gladys", "West");
/** The sample app's administrator in Acceptance, and a user in Production. */
export const hedy = person("hedy@initech.example", "Hedy", "Lamarr");
/** May enter no app. */
export const lynn = person("lynn@initech.example", "Lynn", "Conway");
/** Is an admin of Initech, and makes a group. */
export const cecilia = person("cecilia@initech.example", "Cecilia", "Payne", { isAdmin: true });
/** Is an admin of Initech, too, and gives it a brand. */
export const grete = person("grete@initech.example", "Grete", "Hermann", { isAdmin: true });
/** Gets into an app by a group. */
export const vera = person("vera@initech.example", "Vera", "Rubin");
/** Gets into an app by what Initech's identity provider says of her. */
export const lise = person("lise@initech.example", "Lise", "Meitner");
/** One person with two accounts: the usual one, and that of an administrator. */
export const sophie = person("sophie@initech.example", "Sophie", "Wilson");
export const sophieAdmin = person("sophie.admin@initech.example", "Sophie", "Wilson");

/** Acme signs in through the project's own stand-in, which knows these two, with one password. */
export const adaOfAcme = person("ada@acme.example", "Ada", "Lovelace", { password });
export const alanOfAcme = person("alan@acme.example", "Alan", "Turing");
export const passwordAtAcme = "analytical engine";

export const accountsOfGlobex = [
  grace, katherine, mary, annie, dorothy, evelyn, connie, olga, oscar, aurora, emmy, mildred, ruth, valerie, hazel,
  rosalind, sofja, marie,
];
export const accountsOfInitech = [
  ada, edsger, barbara, radia, frances, donald, margaret, karen, joan, gladys, hedy, lynn, cecilia, vera, lise,
  sophie, sophieAdmin, grete,
];

/** Is the admin of Vandelay, which sets its identity provider up and is locked out by it. */
export const elaine = person("elaine@vandelay.example", "Elaine", "Benes", { password, isAdmin: true });
/** Only wants to get in. */
export const george = person("george@vandelay.example", "George", "Costanza", { password });
export const accountsOfVandelay = [elaine, george];

/** Tyrell requires a second step: rachel says so, and the others learn of it. */
export const rachel = person("rachel@tyrell.example", "Rachel", "Rosen", { password, isAdmin: true });
export const leon = person("leon@tyrell.example", "Leon", "Kowalski", { password });
export const zhora = person("zhora@tyrell.example", "Zhora", "Salome", { password });
export const pris = person("pris@tyrell.example", "Pris", "Stratton", { password });
export const accountsOfTyrell = [rachel, leon, zhora, pris];

/** Is the admin of Weyland, and looks after its app. */
export const ellen = person("ellen@weyland.example", "Ellen", "Ripley", { password, isAdmin: true });
/** Is invited into it. */
export const dallas = person("dallas@weyland.example", "Arthur", "Dallas", { password });
/** More than a page of people with one last name, who may enter the app, and two others. */
export const crew = Array.from({ length: 29 }, (_, at) =>
  at < 27
    ? person(`crew${at + 1}@weyland.example`, `Member ${at + 1}`, "Crew")
    : person(`guest${at + 1}@weyland.example`, `Guest ${at + 1}`, "Passenger"));
export const accountsOfWeyland = [ellen, dallas, ...crew];

/** Somebody whose company is not here, and who has no account yet. */
export const stranger = (name: string) =>
  person(`${name.toLowerCase()}@strangers.example`, name, "Stranger", { password: "seven wild geese over the lake" });

/** Somebody of Initech who has no account yet. Throws where the name is that of somebody who has one. */
export function newcomer(name: string) {
  const one = person(`${name.toLowerCase()}@initech.example`, name, "Newcomer");
  if (accountsOfInitech.some(({ email }) => email === one.email)) throw new Error(`${one.email} has an account already`);
  return one;
}
