//! Control Center > Branding: who may see and change it, what is refused, and what is served of it.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, RgbaImage};
use latchkey_contract::colour::Colour;
use latchkey_server::company_brand::shown::in_mail_to;
use latchkey_server::mail::letter::MailLook;
use serde_json::{Value, json};

use super::app_settings::{admin, platform, who};
use crate::support::Browser;

const BRAND: &str = "/api/company/brand";
const LOGO: &str = "/api/company/brand/logo";
const MARKUP: &[u8] = b"<html><script>alert(1)</script>";

/// A PNG of this size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    DynamicImage::from(RgbaImage::from_pixel(width, height, [200, 20, 30, 255].into()))
        .write_to(&mut png, ImageFormat::Png)
        .expect("a PNG");
    png.into_inner()
}

fn file(bytes: &[u8]) -> Value {
    json!({ "content": STANDARD.encode(bytes) })
}

async fn put(admin: &mut Browser, bytes: &[u8]) -> String {
    let done = admin.post(LOGO, &file(bytes)).await;
    assert_eq!(done.status, 200, "{done:?}");
    done.json()["logo"].as_str().expect("a path").to_owned()
}

#[tokio::test]
async fn admins_set_it_and_nobody_else_sees_it() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let nothing = json!({ "email_domain": "globex.example", "platform_colour": "#4740c8" });
    assert_eq!(admin.get(BRAND).await.json(), nothing);
    let chosen = json!({ "name": "  Globex ", "colour": "#006B3C" });
    assert_eq!(admin.post(BRAND, &chosen).await.status, 200);
    let logo = put(&mut admin, &png(40, 20)).await;
    let all = json!({
        "name": "Globex", "colour": "#006b3c", "logo": logo, "email_domain": "globex.example", "platform_colour": "#4740c8",
    });
    assert_eq!(admin.get(BRAND).await.json(), all);
    for email in ["team@globex.example", "grace@globex.example"] {
        let mut other = who(&platform, email).await;
        assert_eq!(other.get(BRAND).await.status, 404, "{email}");
        assert_eq!(other.post(BRAND, &json!({})).await.status, 404, "{email}");
        assert_eq!(other.post(LOGO, &file(&png(1, 1))).await.status, 404, "{email}");
        assert_eq!(other.delete(LOGO).await.status, 404, "{email}");
    }
    let mut nobody = platform.browser();
    assert_eq!(nobody.get(BRAND).await.status, 401);
    assert_eq!(nobody.post(BRAND, &json!({})).await.status, 401);
    assert_eq!(nobody.post(LOGO, &file(&png(1, 1))).await.status, 401);
    assert_eq!(nobody.delete(LOGO).await.status, 401);
    let mut elsewhere = who(&platform, "admin@initech.example").await;
    let theirs = json!({ "email_domain": "initech.example", "platform_colour": "#4740c8" });
    assert_eq!(elsewhere.get(BRAND).await.json(), theirs, "each has its own");
    assert_eq!(elsewhere.post(BRAND, &json!({ "name": "I" })).await.status, 200);
    assert_eq!(elsewhere.delete(LOGO).await.status, 200);
    assert_eq!(admin.get(BRAND).await.json(), all);
    assert_eq!(admin.delete(LOGO).await.status, 200);
    assert_eq!(admin.post(BRAND, &json!({})).await.status, 200);
    assert_eq!(admin.get(BRAND).await.json(), nothing);
}

#[tokio::test]
async fn the_trail_says_what_was_before_and_after() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    for _ in 0..2 {
        let look = json!({ "name": "Globex", "colour": "#006b3c" });
        assert_eq!(admin.post(BRAND, &look).await.status, 200);
        put(&mut admin, &png(40, 20)).await;
    }
    let sql = "SELECT COUNT(*) FROM audit_events WHERE action = 'company_brand_changed'";
    assert_eq!(platform.count(sql).await, 2, "what is so already is no change");
    let sql = "SELECT COUNT(*) FROM audit_events WHERE action = 'company_brand_changed'
               AND detail LIKE '%\"before\":{\"colour\":null,\"logo\":null,\"name\":null}%' AND detail LIKE '%#006b3c%'";
    assert_eq!(platform.count(sql).await, 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_at_its_field() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let long = "a".repeat(61);
    for (bad, field, code) in [
        (json!({ "name": long }), "name", "name_invalid"),
        (json!({ "name": "Glo\u{202e}bex" }), "name", "name_invalid"),
        (json!({ "colour": "red" }), "colour", "value_invalid"),
        (json!({ "colour": "#006b3c;}" }), "colour", "value_invalid"),
    ] {
        let answer = admin.post(BRAND, &bad).await;
        assert_eq!((answer.status, answer.code()), (422, code.to_owned()), "{bad}");
        assert_eq!(answer.json()["field"], field, "{bad}");
    }
    let both = admin
        .post(BRAND, &json!({ "name": long, "colour": "yellow" }))
        .await;
    assert_eq!(
        both.json()["fields"].as_array().map(Vec::len),
        Some(2),
        "{both:?}"
    );
    let mut many = png(40, 20);
    many.resize(1_000_001, 0);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (bytes, code) in [
        (&svg[..], "logo_is_svg"),
        (b"GIF89a", "logo_unreadable"),
        (MARKUP, "logo_unreadable"),
        (&png(40, 20)[..50], "logo_unreadable"),
        (&png(4097, 1), "logo_too_large"),
        (&many, "logo_too_large"),
        (b"", "logo_unreadable"),
    ] {
        let answer = admin.post(LOGO, &file(bytes)).await;
        assert_eq!((answer.status, answer.code()), (422, code.to_owned()));
        assert_eq!(answer.json()["field"], "content");
    }
    let answer = admin.post(LOGO, &json!({ "content": "no Base64" })).await;
    assert_eq!(answer.code(), "logo_unreadable");
    let answer = admin
        .post(LOGO, &json!({ "content": "A".repeat(1_500_000) }))
        .await;
    assert_eq!(
        (answer.status, answer.code()),
        (413, "payload_too_large".to_owned())
    );
    assert_eq!(
        admin.get(BRAND).await.json(),
        json!({ "email_domain": "globex.example", "platform_colour": "#4740c8" })
    );
}

#[tokio::test]
async fn a_logo_is_served_as_a_picture_and_as_nothing_else() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let logo = put(&mut admin, &[png(1024, 64), MARKUP.to_vec()].concat()).await;
    let served = platform.browser().get(&logo).await;
    assert_eq!(served.status, 200, "everybody sees it, who knows its address");
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'",
        ),
        ("cache-control", "public, max-age=31536000, immutable"),
    ] {
        assert_eq!(
            served.headers.get(name).and_then(|value| value.to_str().ok()),
            Some(value)
        );
    }
    let is_in = |part: &[u8]| served.body.windows(part.len()).any(|window| window == part);
    assert!(!is_in(b"script") && !is_in(b"html"));
    let picture = image::load_from_memory_with_format(&served.body, ImageFormat::Png).expect("a PNG");
    assert_eq!((picture.width(), picture.height()), (512, 32));
    let hash = logo.trim_start_matches("/brand/").trim_end_matches(".png");
    for path in [
        format!("/brand/{}.png", "0".repeat(64)),
        format!("/brand/{hash}"),
        format!("/brand/{hash}.svg"),
        format!("/brand/{}.png", &hash[..32]),
        "/brand/%00.png".to_owned(),
        "/brand/..%2f.png".to_owned(),
    ] {
        assert_eq!(platform.browser().get(&path).await.status, 404, "{path}");
    }
    assert_eq!(admin.delete(LOGO).await.status, 200);
    assert_eq!(
        platform.browser().get(&logo).await.status,
        404,
        "it is gone with its company's wish"
    );
}

#[tokio::test]
async fn its_people_see_it_in_the_frame_and_others_do_not() {
    let platform = platform().await;
    let permissions = "/api/session/permissions";
    let mut member = who(&platform, "grace@globex.example").await;
    assert!(member.get(permissions).await.json()["brand"].is_null());
    let mut admin = admin(&platform).await;
    assert_eq!(
        admin.post(BRAND, &json!({ "colour": "#006b3c" })).await.status,
        200
    );
    assert_eq!(
        member.get(permissions).await.json()["brand"],
        json!({ "stylesheet": "/brand/006b3c.css" })
    );
    put(&mut admin, &png(40, 20)).await;
    let brand = member.get(permissions).await.json()["brand"].clone();
    let stylesheet = brand["stylesheet"].as_str().expect("a path");
    assert_eq!(member.get(stylesheet).await.status, 200);
    let mut elsewhere = who(&platform, "admin@initech.example").await;
    assert!(elsewhere.get(permissions).await.json()["brand"].is_null());
}

#[tokio::test]
async fn a_pale_colour_is_kept_and_seen_in_shades_that_can_be_read() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    assert_eq!(
        admin.post(BRAND, &json!({ "colour": "#FFFF00" })).await.status,
        200
    );
    assert_eq!(admin.get(BRAND).await.json()["colour"], "#ffff00");
    let served = platform.browser().get("/brand/ffff00.css").await;
    assert!(
        !served.text().starts_with(":root{--accent:#ffff00;"),
        "{}",
        served.text()
    );
    let address = "grace@globex.example";
    let look = MailLook {
        name: "Latchkey".into(),
        platform_name: "Latchkey".into(),
        colour: Colour::parse("#4740c8").expect("a colour"),
    };
    let mut connection = platform.app.store.read().await.expect("a connection");
    let look = in_mail_to(&mut connection, address, &look).await.expect("reads");
    assert!(look.colour.carries_white_text(), "{}", look.colour);
}

#[tokio::test]
async fn a_colour_is_a_style_sheet_of_its_shades() {
    let platform = platform().await;
    let served = platform.browser().get("/brand/006b3c.css").await;
    assert_eq!(served.status, 200);
    assert!(
        served.text().starts_with(":root{--accent:#006b3c;"),
        "{}",
        served.text()
    );
    assert!(served.text().contains("prefers-color-scheme:dark"));
    for path in [
        "/brand/red.css",
        "/brand/006b3.css",
        "/brand/006b3c%7d.css",
        "/brand/.css",
    ] {
        assert_eq!(platform.browser().get(path).await.status, 404, "{path}");
    }
}
