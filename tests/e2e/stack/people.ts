// Who there is. Each journey has people of its own, because the first SSO sign-in links an account for good, and a
// wrong password counts against one account.

export type Person = { email: string; firstName: string; lastName: string; password?: string };

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
export const hedy = person("hedy@globex.example", "Hedy", "Lamarr", { password });

/** Forget their passwords. */
export const dorothy = person("dorothy@globex.example", "Dorothy", "Vaughan", { password });
export const evelyn = person("evelyn@globex.example", "Evelyn", "Boyd", { password });

/** Initech signs in through `oidc-provider`. These have accounts, with passwords from before. */
export const ada = person("ada@initech.example", "Ada", "Lovelace", { password });
export const edsger = person("edsger@initech.example", "Edsger", "Dijkstra", { password });
export const barbara = person("barbara@initech.example", "Barbara", "Liskov", { password });
export const radia = person("radia@initech.example", "Radia", "Perlman", { password });
export const frances = person("frances@initech.example", "Frances", "Allen", { password });
export const donald = person("donald@initech.example", "Donald", "Knuth", { password });

/** Acme signs in through the project's own stand-in, which knows these two, with one password. */
export const adaOfAcme = person("ada@acme.example", "Ada", "Lovelace", { password });
export const alanOfAcme = person("alan@acme.example", "Alan", "Turing");
export const passwordAtAcme = "analytical engine";

export const accountsOfGlobex = [grace, katherine, mary, annie, dorothy, evelyn, hedy];
export const accountsOfInitech = [ada, edsger, barbara, radia, frances, donald];

/** Somebody whose company is not here, and who has no account yet. */
export const stranger = (name: string) =>
  person(`${name.toLowerCase()}@strangers.example`, name, "Stranger", { password: "seven wild geese over the lake" });

/** Somebody of Initech who has no account yet. */
export const newcomer = (name: string) => person(`${name.toLowerCase()}@initech.example`, name, "Newcomer");
