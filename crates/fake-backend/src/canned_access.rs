//! The people who may enter the environments of "Company Expenses". What is changed about them is remembered.

use std::sync::{Arc, Mutex};

use latchkey_contract::{
    Empty, ErrorCode,
    access_management::{
        AcceptAccessRequest, AccessByGroup, AccessRequest, CheckInvitees, CreateInvitations,
        DeclineAccessRequest, Invitation, InvitationStatus, Invitee, InviteeOutcome, ListAccessRequests,
        ListEnvironmentPeople, ListInvitations, PersonSort, PersonWithAccess, ResendInvitation, RevokeAccess,
        UpdateAccess, WithdrawInvitation, check_invitees, create_invitations, list_access_requests,
        list_environment_people, list_invitations,
    },
    apps::{AcceptMyInvitation, DeclineMyInvitation, ListMyApps, MyApp, MyInvitation, list_my_apps},
    members::Member,
};

use crate::{FakeBackend, MockResponse, page_of};

type Kept = Arc<Mutex<Vec<PersonWithAccess>>>;

/// From now on these people may enter, whatever the environment; `may_change_groups` as the platform would say it.
pub fn kept_people(backend: &FakeBackend, people: Vec<PersonWithAccess>, may_change_groups: bool) {
    kept_requests(backend, Vec::new());
    let kept: Kept = Arc::new(Mutex::new(people));
    let listed = kept.clone();
    backend.on::<ListEnvironmentPeople>(move |list_environment_people::Request { query, .. }| {
        let people = listed.lock().expect("one thread");
        let key = |person: &PersonWithAccess, by| match by {
            PersonSort::Name => [person.last_name.as_str(), &person.first_name].join(" "),
            PersonSort::Email => person.email.clone(),
        };
        let searched = |person: &PersonWithAccess| {
            vec![
                person.first_name.clone(),
                person.last_name.clone(),
                person.email.clone(),
            ]
        };
        page_of(&people, &query, key, searched).map(|page| list_environment_people::Response {
            items: page.items,
            next: page.next,
            may_change_groups,
        })
    });
    let changed = kept.clone();
    backend.on::<UpdateAccess>(move |request| {
        let mut people = changed.lock().expect("one thread");
        let Some(person) = people.iter_mut().find(|person| person.id == request.account) else {
            return MockResponse::refused(ErrorCode::NotFound);
        };
        if person.direct_roles != request.present_roles {
            return MockResponse::refused(ErrorCode::ChangedMeanwhile);
        }
        person.direct_roles = Some(request.roles);
        person.roles = all_roles(person);
        MockResponse::Success(Empty {})
    });
    backend.on::<RevokeAccess>(move |request| {
        let mut people = kept.lock().expect("one thread");
        for person in people.iter_mut().filter(|person| person.id == request.account) {
            person.direct_roles = None;
            person.roles = all_roles(person);
        }
        people.retain(|person| person.direct_roles.is_some() || !person.groups.is_empty());
        MockResponse::Success(Empty {})
    });
}

/// From now on Ada may open `app`, as soon as she has accepted the invitation into it that waits for her.
pub fn invited_into(backend: &FakeBackend, app: MyApp) {
    // Whether it was accepted, once it has an answer.
    let answer = Arc::new(Mutex::new(None::<bool>));
    let known = answer.clone();
    backend.on::<ListMyApps>(move |Empty {}| {
        let invitation = MyInvitation {
            id: "invitation".to_owned(),
            app: app.app.clone(),
            environment: app.environment.clone(),
            roles: vec!["User".to_owned()],
            invited_by: "grace@acme.example".to_owned(),
        };
        let (items, invitations) = match *known.lock().expect("one thread") {
            Some(true) => (vec![app.clone()], Vec::new()),
            Some(false) => (Vec::new(), Vec::new()),
            None => (Vec::new(), vec![invitation]),
        };
        MockResponse::Success(list_my_apps::Response { items, invitations })
    });
    let accepted = answer.clone();
    backend.on::<AcceptMyInvitation>(move |_| {
        *accepted.lock().expect("one thread") = Some(true);
        MockResponse::Success(Empty {})
    });
    backend.on::<DeclineMyInvitation>(move |_| {
        *answer.lock().expect("one thread") = Some(false);
        MockResponse::Success(Empty {})
    });
}

/// From now on these people ask for access, whatever the environment.
pub fn kept_requests(backend: &FakeBackend, requests: Vec<AccessRequest>) {
    let kept = Arc::new(Mutex::new(requests));
    let listed = kept.clone();
    backend.on::<ListAccessRequests>(move |_| {
        let items = listed.lock().expect("one thread").clone();
        MockResponse::Success(list_access_requests::Response { items })
    });
    let accepted = kept.clone();
    backend.on::<AcceptAccessRequest>(move |request| answer(&accepted, &request.request));
    backend.on::<DeclineAccessRequest>(move |request| answer(&kept, &request.request));
}

fn answer(kept: &Mutex<Vec<AccessRequest>>, id: &str) -> MockResponse<Empty> {
    let mut requests = kept.lock().expect("one thread");
    let before = requests.len();
    requests.retain(|request| request.id != id);
    match requests.len() == before {
        true => MockResponse::refused(ErrorCode::NotFound),
        false => MockResponse::Success(Empty {}),
    }
}

/// Two who ask for access, the second without a name, and invited.
pub fn requests() -> Vec<AccessRequest> {
    let request = |id: &str, email: &str, first_name: &str, last_name: &str| AccessRequest {
        id: id.to_owned(),
        email: email.to_owned(),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        asked_at: "2026-01-05T09:30:00Z".to_owned(),
        invited: first_name.is_empty(),
    };
    vec![
        request("first", "rosa@acme.example", "Rosa", "Peters"),
        request("second", "new@globex.example", "", ""),
    ]
}

/// From now on these invitations are there, whatever the environment. Who is invited stands behind them.
pub fn kept_invitations(backend: &FakeBackend, invitations: Vec<Invitation>) {
    let kept = Arc::new(Mutex::new(invitations));
    let listed = kept.clone();
    backend.on::<ListInvitations>(move |list_invitations::Request { query, .. }| {
        let invitations = listed.lock().expect("one thread");
        page_of(
            &invitations,
            &query,
            |invitation, _| invitation.email.clone(),
            |invitation| vec![invitation.email.clone()],
        )
    });
    backend.on::<CheckInvitees>(|request| {
        let mut texts: Vec<&str> = request.text.split([',', ';', '\n']).map(str::trim).collect();
        if request.include_team {
            texts.push("team@acme.example");
        }
        let items = texts.into_iter().filter(|text| !text.is_empty()).map(invitee);
        MockResponse::Success(check_invitees::Response {
            items: items.collect(),
        })
    });
    let made = kept.clone();
    backend.on::<CreateInvitations>(move |request| {
        let mut invitations = made.lock().expect("one thread");
        for email in &request.emails {
            invitations.push(invitation(email, InvitationStatus::Pending));
        }
        let items = request.emails.iter().map(|email| invitee(email));
        MockResponse::Success(create_invitations::Response {
            items: items.collect(),
        })
    });
    backend.on::<ResendInvitation>(|_| MockResponse::Success(Empty {}));
    backend.on::<WithdrawInvitation>(move |request| {
        let mut invitations = kept.lock().expect("one thread");
        let withdrawn = invitations.iter_mut().filter(|one| one.id == request.invitation);
        withdrawn.for_each(|one| one.state = InvitationStatus::Withdrawn);
        MockResponse::Success(Empty {})
    });
}

/// What is said of a text: Grace has access, Lin is invited, everything else with an `@` can be.
fn invitee(text: &str) -> Invitee {
    let outcome = match text {
        "grace@acme.example" => InviteeOutcome::HasAccess,
        "lin@acme.example" => InviteeOutcome::Pending,
        text if text.contains('@') => InviteeOutcome::Invited,
        _ => InviteeOutcome::NotAnAddress,
    };
    Invitee {
        typed: text.to_owned(),
        email: text.contains('@').then(|| text.to_owned()),
        outcome,
        outside_company: !text.ends_with("@acme.example"),
    }
}

/// An invitation in this state.
pub fn invitation(email: &str, state: InvitationStatus) -> Invitation {
    Invitation {
        id: ["invitation-of-", email].concat(),
        email: email.to_owned(),
        roles: vec!["User".to_owned()],
        state,
        invited_by: "ada@acme.example".to_owned(),
        sent_at: "2026-11-20T09:00:00Z".to_owned(),
        expires_at: "2026-12-04T09:00:00Z".to_owned(),
    }
}

/// One in each state.
pub fn invitations() -> Vec<Invitation> {
    vec![
        invitation("lin@acme.example", InvitationStatus::Pending),
        invitation("mail@nowhere.example", InvitationStatus::Bounced),
        invitation("grace@acme.example", InvitationStatus::Accepted),
        invitation("busy@acme.example", InvitationStatus::Declined),
        invitation("late@acme.example", InvitationStatus::Expired),
        invitation("nobody@acme.example", InvitationStatus::Withdrawn),
    ]
}

fn all_roles(person: &PersonWithAccess) -> Vec<String> {
    let mut roles: Vec<String> = Vec::new();
    let given = person.direct_roles.iter().flatten();
    for role in given.chain(person.groups.iter().flat_map(|group| &group.roles)) {
        if !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    roles
}

/// Of these people the first is an administrator, the second has access by a group, the third by both ways, and all others directly.
pub fn people(members: Vec<Member>) -> Vec<PersonWithAccess> {
    let finance = || AccessByGroup {
        id: "finance".to_owned(),
        name: "Finance".to_owned(),
        roles: vec!["User".to_owned()],
    };
    let members = members.into_iter().enumerate();
    let person = |(number, member): (usize, Member)| {
        let role = if number == 0 { "Administrator" } else { "User" };
        let mut person = PersonWithAccess {
            id: member.id,
            email: member.email,
            first_name: member.first_name,
            last_name: member.last_name,
            deactivated: member.deactivated,
            roles: Vec::new(),
            direct_roles: (number != 1).then(|| vec![role.to_owned()]),
            groups: if number == 1 || number == 2 {
                vec![finance()]
            } else {
                Vec::new()
            },
            last_sign_in_at: number
                .is_multiple_of(2)
                .then(|| "2026-11-20T09:00:00Z".to_owned()),
        };
        person.roles = all_roles(&person);
        person
    };
    members.map(person).collect()
}
