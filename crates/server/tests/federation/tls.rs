//! Whose certificates are believed. The files in `certificates/` are a throwaway authority and a certificate of it for
//! `idp.example` with its key; the authority's own key was thrown away when they were made.

use std::{io::Read, io::Write, net::SocketAddr, net::TcpListener, sync::Arc, thread};

use http::Request;
use latchkey_server::federation::{Egress, EgressError, EgressPolicy};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::egress::ScriptedResolver;

const AUTHORITY: &[u8] = include_bytes!("certificates/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("certificates/idp.pem");
const KEY: &[u8] = include_bytes!("certificates/idp-key.pem");

/// Answers over TLS as `idp.example`, whoever asks, until the test ends.
fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    thread::spawn(move || {
        while let Ok((socket, _)) = listener.accept() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, socket);
            if stream.read(&mut [0; 4_096]).is_ok() {
                let _ = stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nsafe");
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    address
}

async fn get(host: &str, extra_ca: Option<&[u8]>) -> Result<Vec<u8>, EgressError> {
    let policy = EgressPolicy {
        allow: vec!["127.0.0.1/32".parse().unwrap()],
        extra_ca: extra_ca.map(<[u8]>::to_vec),
    };
    let egress = Egress::with_resolver(policy, ScriptedResolver::new(&[&["127.0.0.1"]])).unwrap();
    let request = Request::get(format!("https://{host}:{}/", serve().port()))
        .body(Vec::new())
        .unwrap();
    egress.send(request).await.map(|response| response.into_body())
}

#[tokio::test]
async fn a_companys_own_authority_is_believed_when_the_operator_says_so() {
    assert_eq!(get("idp.example", Some(AUTHORITY)).await.unwrap(), b"safe");
    let unknown = get("idp.example", None).await.unwrap_err();
    assert_eq!(unknown.to_string(), "the certificate is not trusted");
}

#[tokio::test]
async fn a_certificate_is_for_its_name_alone() {
    for host in ["other.example", "127.0.0.1"] {
        let error = get(host, Some(AUTHORITY)).await.unwrap_err();
        assert_eq!(error.to_string(), "the certificate is not trusted", "{host}");
    }
}
