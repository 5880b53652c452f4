//! Trunk's `post_build` hook for the portal: takes what cargo linked, splits off the lazy pages, joins what few pages share, and puts a
//! main module, chunks, their loader and a list of pages in the place of the one module that Trunk made of it.
//!
//! `splitter CARGO_OUTPUT.wasm NAME`, the output below cargo's target folder, or with `whole` behind it where the feature `split` is off: then it optimises and no more; with `TRUNK_STAGING_DIR` from Trunk, `wasm-bindgen` and `wasm-opt` on `PATH`.
//!
//! Invariant: it ends with an error where anything is not as it was when this was written; the build ends with it.
#![allow(
    clippy::print_stdout,
    reason = "a hook says on its standard output what it did"
)]

mod groups;
mod join;
mod loader;
mod pages;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    hash::Hasher as _,
    num::NonZero,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use groups::Group;
use wasm_split_cli_support::{Options, SplitWasm, transform};

/// What the macros import their loaders from until the splitter names a file.
const PLACEHOLDER: &[u8] = b"__wasm_split_placeholder__";
/// What rustc uses; splitting writes nothing about it into the modules.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];
/// Trunk calls it so whatever its source is called.
const ENTRY_PAGE: &str = "index.html";
const LIST_OF_PAGES: &str = "chunks.json";

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let (Some(input), Some(name)) = (arguments.next(), arguments.next()) else {
        bail!("splitter CARGO_OUTPUT.wasm NAME");
    };
    let stage = PathBuf::from(env::var_os("TRUNK_STAGING_DIR").context("Trunk sets TRUNK_STAGING_DIR")?);
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let input = target.join(input).display().to_string();
    let wasm = fs::read(&input).with_context(|| format!("cannot read {input}"))?;
    let is_lazy = wasm.windows(PLACEHOLDER.len()).any(|bytes| bytes == PLACEHOLDER);
    let base = format!("{name}-{}", hash(&wasm));
    if arguments.next().as_deref() == Some("whole") {
        ensure!(!is_lazy, "{input} has lazy pages, which cannot start unsplit");
        return optimise(&stage.join(format!("{base}_bg.wasm")));
    }
    ensure!(
        is_lazy,
        "{input} has no lazy page: is the feature `split` off, or do the macros call their placeholder otherwise?"
    );
    ensure!(
        stage.join(format!("{base}.js")).is_file(),
        "{} holds no {base}.js: Trunk made its files of something else than {input}",
        stage.display()
    );
    let work = tempfile::tempdir()?;
    let files = Files { base, stage };
    let split = files.split(&wasm, work.path())?;
    files.bind(work.path())?;
    let parts = Parts::of(&split, work.path())?;
    let names = files.move_modules(&parts)?;
    files.write_loader(work.path(), &parts.groups, &names)?;
    let pages = pages::files_by_page(parts.pages(), &names)?;
    fs::write(
        files.stage.join(LIST_OF_PAGES),
        serde_json::to_vec_pretty(&pages)?,
    )?;
    files.preload_loader()?;
    println!("{name}: {} pages in {} chunks", pages.len(), names.len());
    Ok(())
}

/// What Trunk made, and what it is called.
struct Files {
    /// Names of the module and its JavaScript begin with it.
    base: String,
    stage: PathBuf,
}

impl Files {
    fn loader(&self) -> String {
        format!("{}_link.js", self.base)
    }

    fn split(&self, wasm: &[u8], work: &Path) -> Result<SplitWasm> {
        let (link, main_module) = (format!("./{}", self.loader()), format!("./{}.js", self.base));
        let main = work.join("main.wasm");
        let mut options = Options::new(wasm);
        options.output_dir = work;
        options.main_out_path = &main;
        options.link_name = &link;
        options.main_module = &main_module;
        transform(options).map_err(|error| anyhow!("the module cannot be split: {error:?}"))
    }

    /// The main module's JavaScript, and the module itself in the place of the whole one.
    fn bind(&self, work: &Path) -> Result<()> {
        let out = work.join("bound");
        let mut bindgen = Command::new("wasm-bindgen");
        // The loader takes the table of functions from the exports.
        bindgen.args([
            "--target=web",
            "--no-typescript",
            "--keep-lld-exports",
            "--no-demangle",
        ]);
        bindgen.arg(format!("--out-name={}", self.base));
        bindgen.arg("--out-dir").arg(&out).arg(work.join("main.wasm"));
        run(&mut bindgen)?;
        let module = format!("{}_bg.wasm", self.base);
        optimise(&out.join(&module))?;
        for name in [module, format!("{}.js", self.base)] {
            fs::copy(out.join(&name), self.stage.join(&name))?;
        }
        Ok(())
    }

    /// Moves the modules in with names that change with their content; both names of each.
    fn move_modules(&self, parts: &Parts) -> Result<Vec<(String, String)>> {
        let modules = parts.files();
        optimise_all(&modules)?;
        let moved = modules.into_iter().map(|module| {
            let old = module.file_name().context("a file has a name")?.to_string_lossy();
            let bytes = fs::read(&module)?;
            let new = format!("{}-{}.wasm", old.trim_end_matches(".wasm"), hash(&bytes));
            fs::write(self.stage.join(&new), bytes)?;
            Ok((old.into_owned(), new))
        });
        moved.collect()
    }

    fn write_loader(&self, work: &Path, groups: &[Group], names: &[(String, String)]) -> Result<()> {
        let written = fs::read_to_string(work.join(self.loader()))?;
        fs::write(
            self.stage.join(self.loader()),
            loader::adapted(&written, groups, names)?,
        )?;
        Ok(())
    }

    /// Asks for the loader together with what imports it, where Trunk does so for that.
    fn preload_loader(&self) -> Result<()> {
        let page = self.stage.join(ENTRY_PAGE);
        let html = fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
        let importer = format!("{}.js\" crossorigin=\"anonymous\">", self.base);
        let at = html
            .find("<link rel=\"modulepreload\"")
            .context("Trunk preloads the module's JavaScript no more: the loader would come late")?;
        let end = html[at..].find(&importer).map(|end| at + end + importer.len());
        let link = &html[at..end.context("Trunk preloads something else than the module's JavaScript")?];
        let both = [link, &link.replace(&format!("{}.js", self.base), &self.loader())].concat();
        fs::write(page, html.replacen(link, &both, 1))?;
        Ok(())
    }
}

/// What the portal was split into, apart from the main module.
struct Parts {
    folder: PathBuf,
    /// Each page's own module, without its ending, by the name of its split point. A page that shares everything has none.
    own: BTreeMap<String, Option<String>>,
    /// Chunks that several pages share.
    groups: Vec<Group>,
}

impl Parts {
    /// Joins the chunks in `work`.
    fn of(split: &SplitWasm, work: &Path) -> Result<Self> {
        let mut own = BTreeMap::new();
        let mut sharing: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
        for (page, files) in &split.prefetch_map {
            let (of_the_page, chunks): (Vec<_>, Vec<_>) =
                files.iter().partition(|file| **file == format!("split_{page}"));
            own.insert(page.clone(), of_the_page.first().map(|file| (*file).clone()));
            for chunk in chunks {
                sharing.entry(chunk).or_default().insert(page.clone());
            }
        }
        let chunks = sharing.into_iter().map(|(chunk, pages)| {
            let size = join::size(&fs::read(work.join(format!("{chunk}.wasm")))?)?;
            let chunks = vec![chunk.clone()];
            Ok(Group { chunks, pages, size })
        });
        let groups = groups::joined(chunks.collect::<Result<_>>()?);
        for group in &groups {
            let chunks = group.chunks.iter();
            let chunks = chunks.map(|chunk| fs::read(work.join(format!("{chunk}.wasm"))));
            let module = join::joined(&chunks.collect::<Result<Vec<_>, _>>()?)?;
            fs::write(work.join(format!("{}.wasm", group.chunks[0])), module)?;
        }
        Ok(Self {
            folder: work.to_owned(),
            own,
            groups,
        })
    }

    fn files(&self) -> Vec<PathBuf> {
        let shared = self.groups.iter().map(|group| &group.chunks[0]);
        let all = shared.chain(self.own.values().flatten());
        all.map(|file| self.folder.join(format!("{file}.wasm"))).collect()
    }

    /// Files without their endings, by the page's split point.
    fn pages(&self) -> BTreeMap<&String, Vec<String>> {
        let pages = self.own.iter().map(|(page, own)| {
            let shared = self.groups.iter().filter(|group| group.pages.contains(page));
            let files = shared.map(|group| group.chunks[0].clone()).chain(own.clone());
            (page, files.collect())
        });
        pages.collect()
    }
}

/// As Trunk makes the hashes in names.
fn hash(bytes: &[u8]) -> String {
    let mut hasher = seahash::SeaHasher::new();
    hasher.write(bytes);
    format!("{:x}", hasher.finish())
}

/// As many at a time as there are cores: each has a process of its own, which takes longer to start than most modules take.
fn optimise_all(modules: &[PathBuf]) -> Result<()> {
    let next = AtomicUsize::new(0);
    let optimise_next = || {
        while let Some(module) = modules.get(next.fetch_add(1, Ordering::Relaxed)) {
            optimise(module)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(optimise_next)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_| anyhow!("a thread panicked"))?)
    })
}

fn optimise(module: &Path) -> Result<()> {
    let mut wasm_opt = Command::new("wasm-opt");
    wasm_opt.args(["-Oz", "--low-memory-unused"]).args(FEATURES);
    run(wasm_opt.arg(module).arg("-o").arg(module))
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("{program} cannot be started"))?;
    ensure!(status.success(), "{program} failed ({status})");
    Ok(())
}
