//! Ada's access tokens, and those of her company's people, who lose them as she revokes them.

use std::sync::{Arc, Mutex, PoisonError};

use latchkey_contract::{
    Empty, ErrorCode,
    members::Member,
    personal_tokens::{
        CompanyToken, CompanyTokenSort, CreateMyToken, ListCompanyTokens, ListMyTokens, MyToken,
        RevokeCompanyToken, RevokeMyToken, TokenScope, TokenState, create_my_token, list_company_tokens,
        list_my_tokens, revoke_company_token, revoke_my_token,
    },
};

use crate::{FakeBackend, MockResponse, canned_members::ADA, page_of};

/// The value of a token that Ada makes.
pub const NEW_TOKEN: &str = "lkp_abcdefghijklmnopqrstuvwxyz01234567890ABC3kd02Q";

/// From now on Ada has these tokens, less those that she revokes.
pub fn has_tokens(backend: &FakeBackend, tokens: Vec<MyToken>) {
    let tokens = Arc::new(Mutex::new(tokens));
    let (kept, made) = (tokens.clone(), tokens.clone());
    backend.on::<ListMyTokens>(move |Empty {}| {
        let items = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        MockResponse::Success(list_my_tokens::Response {
            items,
            username: ADA.to_owned(),
        })
    });
    backend.on::<CreateMyToken>(move |create_my_token::Request { name, scopes, .. }| {
        let token = MyToken {
            name,
            scopes,
            last_used_at: None,
            ..token("made", TokenState::Active)
        };
        made.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(0, token);
        MockResponse::Success(create_my_token::Response {
            id: "made".to_owned(),
            token: NEW_TOKEN.to_owned(),
        })
    });
    backend.on::<RevokeMyToken>(move |revoke_my_token::Request { token }| {
        let mut tokens = tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let before = tokens.len();
        tokens.retain(|kept| kept.id != token);
        match tokens.len() < before {
            true => MockResponse::Success(Empty {}),
            false => MockResponse::refused(ErrorCode::NotFound),
        }
    });
}

/// From now on the company's people have these tokens, less those that Ada revokes.
pub fn has_company_tokens(backend: &FakeBackend, tokens: Vec<CompanyToken>) {
    let tokens = Arc::new(Mutex::new(tokens));
    let kept = tokens.clone();
    backend.on::<ListCompanyTokens>(move |list_company_tokens::Request { query }| {
        let tokens = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let key = |token: &CompanyToken, by| match by {
            CompanyTokenSort::Owner => token.owner_email.clone(),
            CompanyTokenSort::Name => token.name.clone(),
        };
        let searched = |token: &CompanyToken| vec![token.name.clone(), token.owner_email.clone()];
        let apart = |token: &&CompanyToken| {
            query
                .service_account
                .is_none_or(|is| is == token.owner_service_account)
        };
        let meant: Vec<_> = tokens.iter().filter(apart).cloned().collect();
        page_of(&meant, &query.page(), key, searched)
    });
    backend.on::<RevokeCompanyToken>(move |revoke_company_token::Request { token }| {
        let mut tokens = tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.retain(|kept| kept.id != token);
        MockResponse::Success(Empty {})
    });
}

/// One in each state.
pub fn tokens() -> Vec<MyToken> {
    let named = |id: &str, name: &str, state, expires_soon| MyToken {
        name: name.to_owned(),
        expires_soon,
        ..token(id, state)
    };
    vec![
        named("build", "Build server", TokenState::Active, false),
        named("laptop", "Laptop", TokenState::Active, true),
        named("nightly", "Nightly export", TokenState::Asleep, false),
        named("old", "Old laptop", TokenState::Expired, false),
    ]
}

fn token(id: &str, state: TokenState) -> MyToken {
    MyToken {
        id: id.to_owned(),
        name: id.to_owned(),
        scopes: vec![TokenScope::RepositoryRead],
        state,
        created_at: "2026-07-01T08:30:00Z".to_owned(),
        expires_at: "2026-12-31T00:00:00Z".to_owned(),
        last_used_at: Some("2026-11-20T09:00:00Z".to_owned()),
        expires_soon: false,
    }
}

/// One of each of these people.
pub fn company_tokens(people: &[Member]) -> Vec<CompanyToken> {
    const STATES: [TokenState; 4] = [
        TokenState::Active,
        TokenState::Asleep,
        TokenState::Active,
        TokenState::Expired,
    ];
    let of = |(number, person): (usize, &Member)| CompanyToken {
        id: format!("token-of-{}", person.id),
        name: format!("Script {}", number + 1),
        owner_email: person.email.clone(),
        owner_first_name: person.first_name.clone(),
        owner_last_name: person.last_name.clone(),
        owner_service_account: person.service_account,
        scopes: vec![match number % 2 {
            0 => TokenScope::RepositoryRead,
            _ => TokenScope::RepositoryWrite,
        }],
        state: STATES[number % STATES.len()],
        created_at: "2026-07-01T08:30:00Z".to_owned(),
        expires_at: "2026-12-31T00:00:00Z".to_owned(),
        last_used_at: (number % 3 != 0).then(|| "2026-11-20T09:00:00Z".to_owned()),
    };
    people.iter().enumerate().map(of).collect()
}
