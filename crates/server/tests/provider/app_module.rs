//! The platform and an app made with latchkey-app, each on a socket of its own: whoever signs out here is out there.

use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use latchkey_app::{Identity, Latchkey, PlatformSettings, Refusal, Settings, SignedIn, Users};
use latchkey_server::http;
use latchkey_server::job_kinds;
use latchkey_server::jobs::Runner;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::{SECRET, agree, file, settle};
use crate::support::{Browser, Platform};

struct Everybody;

impl Users for Everybody {
    async fn find(&self, identity: &Identity) -> Result<Option<String>, Refusal> {
        Ok(Some(identity.subject.clone()))
    }

    async fn on_first_login(&self, identity: &Identity) -> Result<String, Refusal> {
        Ok(identity.subject.clone())
    }
}

async fn home(person: SignedIn) -> String {
    format!("{} {}", person.name, person.roles.join("+"))
}

struct Scene {
    platform: Platform,
    app: Router,
    app_url: String,
    stop: watch::Sender<bool>,
}

async fn socket() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let port = listener.local_addr().expect("an address").port();
    (listener, format!("http://127.0.0.1:{port}"))
}

impl Scene {
    async fn new() -> Self {
        let ((platform_socket, origin), (app_socket, app_url)) = (socket().await, socket().await);
        let line = "    redirect_uris = [\"https://expenses.example/openid/callback\"]\n";
        let own = format!(
            "    redirect_uris = [\"{app_url}/openid/callback\"]\n    backchannel_logout_uri = \"{app_url}/openid/backchannel-logout\"\n"
        );
        let platform = Platform::at(&origin, &file().replacen(line, &own, 1)).await;
        // The signing keys are made once, which takes a while: the app waits for no answer for long.
        platform.browser().get("/oauth/jwks").await;
        let router = http::router(platform.app.clone());
        let router = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(platform_socket, router).await });
        let (stop, stopped) = watch::channel(false);
        Runner::new(platform.app.clone(), job_kinds::all().to_vec()).spawn(stopped);

        let url = url::Url::parse(&app_url).expect("a URL");
        let mut settings = Settings::new(url.clone()).with_roles(["User", "Administrator", "Clerk"]);
        let mut known = PlatformSettings::new(&url, &origin, "expenses");
        known.client_secret = Some(SECRET.to_owned());
        settings.platform = Some(known);
        let latchkey = Latchkey::new(settings, Everybody);
        latchkey.start().await;
        let app = latchkey.attach(Router::new().route("/", get(home)));
        let serving = app.clone();
        tokio::spawn(async move { axum::serve(app_socket, serving).await });
        Self {
            platform,
            app,
            app_url,
            stop,
        }
    }

    /// The way through the app and the platform, in two halves of one browser.
    async fn sign_in(&self, at_the_app: &mut Browser, at_the_platform: &mut Browser) {
        let away = at_the_app.get("/openid/login").await;
        assert_eq!(away.status, 303, "{away:?}");
        let page = at_the_platform.follow(away.location()).await;
        let page = settle(at_the_platform, page).await;
        let back = if page.status == 303 {
            page.location().to_owned()
        } else {
            agree(at_the_platform, &page, &["email"]).await
        };
        let arrived = at_the_app.follow(&back).await;
        assert_eq!(arrived.status, 303, "{arrived:?}");
    }

    fn at_the_app(&self) -> Browser {
        Browser::new(self.app.clone(), &self.app_url)
    }
}

async fn is_in(browser: &mut Browser) -> bool {
    let answer = browser.get("/").await;
    answer.status == 200 && answer.text() == "Grace Hopper Administrator"
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_out_of_the_platform_is_out_of_the_app() {
    let scene = Scene::new().await;
    let (mut here, mut there) = (scene.platform.grace().await, scene.at_the_app());
    scene.sign_in(&mut there, &mut here).await;
    let (mut desk, mut app_on_desk) = (scene.platform.grace().await, scene.at_the_app());
    scene.sign_in(&mut app_on_desk, &mut desk).await;
    assert!(is_in(&mut there).await && is_in(&mut app_on_desk).await);

    assert_eq!(here.delete("/api/session").await.status, 200);
    let since = Instant::now();
    while is_in(&mut there).await {
        assert!(since.elapsed() < Duration::from_secs(10), "still in");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(is_in(&mut app_on_desk).await, "another session, which goes on");
    scene
        .platform
        .wait_until("SELECT COUNT(*) FROM jobs WHERE kind = 'app_logout'", 0)
        .await;
    scene.stop.send(true).expect("listens");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_s_roles_are_known_here_once_it_has_started() {
    let scene = Scene::new().await;
    let published = "SELECT COUNT(*) FROM audit_events WHERE action = 'app_roles_published'";
    assert_eq!(scene.platform.count(published).await, 1);
    let known = "SELECT COUNT(*) FROM app_environments WHERE client_id = 'expenses' AND registration LIKE '%[\"User\",\"Administrator\",\"Clerk\"]%'";
    assert_eq!(scene.platform.count(known).await, 1);
    let (mut here, mut there) = (scene.platform.grace().await, scene.at_the_app());
    scene.sign_in(&mut there, &mut here).await;
    assert!(is_in(&mut there).await);
    assert_eq!(scene.platform.count(published).await, 1, "once");
}
