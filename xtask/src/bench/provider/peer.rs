//! npm `oidc-provider`, on one core, with everything in memory (`tests/e2e/measure/oidc_provider.mjs`).

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};

use super::super::platform::on_core;
use crate::{
    process::{self, Running},
    project,
};

/// It, running.
pub(super) struct Peer {
    process: Running,
    port: u16,
}

impl Peer {
    /// Starts it and waits until it listens. With the Node.js that runs Lighthouse: newer than the system's may be, and the
    /// one that it is made for.
    pub(super) fn start(core: usize) -> Result<Self> {
        let port = latchkey_free_port::find()?;
        let node = project::root().join("tests/lighthouse/node_modules/node/bin/node");
        let mut command = on_core(Some(core), &node);
        command
            .current_dir(project::root().join("tests/e2e"))
            .args(["measure/oidc_provider.mjs", &port.to_string()])
            .env("NODE_ENV", "production");
        let mut peer = Self {
            process: Running::start("oidc-provider", &mut command)?,
            port,
        };
        let started = Instant::now();
        while !latchkey_free_port::answers(port) {
            ensure!(peer.process.poll()?.is_none(), "oidc-provider ended by itself");
            ensure!(
                started.elapsed() < Duration::from_secs(30),
                "oidc-provider is not ready after 30 seconds"
            );
            ensure!(!process::interrupted(), "interrupted");
            thread::sleep(Duration::from_millis(50));
        }
        Ok(peer)
    }

    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}
