//! Which addresses belong to the public internet. Invariant: an address that can lead to this machine, to its network
//! or to a cloud's metadata service is never called public, in whichever spelling it comes; no I/O.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 blocks that no company's identity provider lives in (IANA special-purpose registry), as network and prefix.
const SPECIAL_V4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),        // "this network", unspecified
    ([10, 0, 0, 0], 8),       // private
    ([100, 64, 0, 0], 10),    // carrier-grade NAT
    ([127, 0, 0, 0], 8),      // loopback
    ([168, 63, 129, 16], 32), // the host of an Azure machine, public by number only
    ([169, 254, 0, 0], 16),   // link-local, metadata services of clouds
    ([172, 16, 0, 0], 12),    // private
    ([192, 0, 0, 0], 24),     // protocol assignments
    ([192, 0, 2, 0], 24),     // documentation
    ([192, 88, 99, 0], 24),   // 6to4 relays
    ([192, 168, 0, 0], 16),   // private
    ([198, 18, 0, 0], 15),    // benchmarking
    ([198, 51, 100, 0], 24),  // documentation
    ([203, 0, 113, 0], 24),   // documentation
    ([224, 0, 0, 0], 4),      // multicast
    ([240, 0, 0, 0], 4),      // reserved, broadcast
];

/// Blocks inside 2000::/3, the only space that IPv6 has given out, that are not for hosts or that carry an IPv4 address.
const SPECIAL_V6: &[([u16; 8], u32)] = &[
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), // protocol assignments: Teredo, benchmarking, ORCHID
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), // documentation
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), // 6to4: bytes 2 to 5 are an IPv4 address
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), // documentation
];

/// The address that a connection really goes to: an IPv4-mapped IPv6 address is an IPv4 address.
pub(super) fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// Whether a host on the public internet can have this address.
pub(super) fn is_public(address: IpAddr) -> bool {
    match canonical(address) {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = u32::from(address);
    !SPECIAL_V4.iter().any(|&(network, prefix)| {
        let shift = 32 - prefix;
        bits >> shift == u32::from_be_bytes(network) >> shift
    })
}

/// Everything outside 2000::/3 is refused in one go: unspecified, loopback, IPv4-compatible, NAT64 (64:ff9b::/96 and
/// 64:ff9b:1::/48), discard-only, unique-local, link-local, site-local, multicast, segment routing.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = u128::from(address);
    bits >> 125 == 0b001
        && !SPECIAL_V6.iter().any(|&(network, prefix)| {
            let shift = 128 - prefix;
            bits >> shift == u128::from(Ipv6Addr::from(network)) >> shift
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ipnet::{Ipv4Net, Ipv6Net};
    use proptest::prelude::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn public_hosts_are_public() {
        for text in [
            "1.1.1.1",
            "9.9.9.9",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "198.17.0.1",
        ]
        .into_iter()
        .chain([
            "223.255.255.255",
            "168.63.129.17",
            "2606:4700::1111",
            "2a00:1450::200e",
            "2001:4860:4860::8888",
        ]) {
            assert!(is_public(address(text)), "{text}");
        }
    }

    #[test]
    fn special_addresses_are_not() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.19.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:0808:0808::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address(text)), "{text}");
        }
    }

    /// Ranges as `ipnet` reads them: another implementation of the same arithmetic.
    fn special_v4() -> Vec<Ipv4Net> {
        [
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
        ]
        .into_iter()
        .chain([
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
        ])
        .chain([
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ])
        .map(|text| text.parse().unwrap())
        .collect()
    }

    fn inside(net: Ipv4Net, offset: u32) -> Ipv4Addr {
        let host_bits = offset & u32::from(net.hostmask());
        Ipv4Addr::from(u32::from(net.network()) | host_bits)
    }

    proptest! {
        #[test]
        fn agrees_with_the_list_of_special_blocks(bits: u32) {
            let v4 = Ipv4Addr::from(bits);
            let special = special_v4().iter().any(|net| net.contains(&v4));
            prop_assert_eq!(is_public(v4.into()), !special);
        }

        #[test]
        fn no_spelling_of_a_special_ipv4_address_is_public(block in 0..16usize, offset: u32) {
            let v4 = inside(special_v4()[block], offset);
            let bits = u128::from(u32::from(v4));
            let [a, b, c, d] = v4.octets().map(u16::from);
            let six_to_four = Ipv6Addr::new(0x2002, a << 8 | b, c << 8 | d, 0, 0, 0, 0, 1);
            let nat64 = Ipv6Addr::from(0x0064_ff9b_u128 << 96 | bits);
            let teredo = Ipv6Addr::from(0x2001_0000_u128 << 96 | (bits ^ 0xffff_ffff));
            for v6 in [v4.to_ipv6_mapped(), Ipv6Addr::from(bits), six_to_four, nat64, teredo] {
                prop_assert!(!is_public(v6.into()), "{} as {}", v4, v6);
            }
            prop_assert!(!is_public(v4.into()));
        }

        #[test]
        fn mapped_addresses_are_judged_like_the_address_within(bits: u32) {
            let v4 = Ipv4Addr::from(bits);
            prop_assert_eq!(is_public(v4.into()), is_public(v4.to_ipv6_mapped().into()));
        }

        #[test]
        fn nothing_outside_the_global_unicast_space_is_public(bits: u128) {
            let global: Ipv6Net = "2000::/3".parse().unwrap();
            let v6 = Ipv6Addr::from(bits);
            if v6.to_ipv4_mapped().is_none() && !global.contains(&v6) {
                prop_assert!(!is_public(v6.into()));
            }
        }
    }
}
