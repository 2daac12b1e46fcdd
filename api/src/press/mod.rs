//! How does a paper come out of the printer? It is described as titles, lines and tables, laid out on sheets of A4 in a Chinese type
//! of the machine, and written as PDF. Only this folder knows by what.

mod broken;
mod layout;
mod marks;
pub(crate) mod paper;
mod pdf;
mod stamp;
#[cfg(test)]
mod tests;
mod typeface;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use actix_web::HttpResponse;
use domain::text::{Tell, Told};

use self::paper::Paper;
pub(crate) use self::stamp::{minute, reader};
pub(crate) use self::typeface::{KNOWN, NoTypeface, Typeface};
use crate::problem::{Code, Problem};
use crate::upload::named;

/// After how many seconds it is worth to ask again, where the type was missing.
const UNTIL_INSTALLED: u32 = 60;

/// What papers are printed with: the typeface, once it was asked for.
#[derive(Clone, Default)]
pub(crate) struct Press {
    named: Option<PathBuf>,
    typeface: Arc<OnceLock<Typeface>>,
}

/// A press that has its type.
#[derive(Clone)]
pub(crate) struct Ready(Arc<OnceLock<Typeface>>);

impl Press {
    /// One that prints in the type of that file, or in the first that the machine has.
    pub(crate) fn with(named: Option<PathBuf>) -> Self {
        Self { named, typeface: Arc::default() }
    }

    /// The press with its type, read from the disk where it was not yet: a package that was installed since counts.
    ///
    /// # Errors
    /// 503 that names the package, where there is no type.
    pub(crate) async fn ready(&self) -> Result<Ready, Problem> {
        if self.typeface.get().is_none() {
            let named = self.named.clone();
            let read = actix_web::web::block(move || Typeface::find(named.as_deref())).await;
            let found = read.map_err(|_| Problem::new(Code::Internal))?;
            let _ =
                self.typeface.set(found.map_err(|why| {
                    Problem::new(Code::Unavailable).telling(why).retry_after(UNTIL_INSTALLED)
                })?);
        }
        Ok(Ready(self.typeface.clone()))
    }
}

impl Ready {
    /// Prints papers one after the other into a file of that name, off the threads that answer.
    pub(crate) async fn print(self, name: &str, papers: Vec<Paper>) -> Result<HttpResponse, Problem> {
        Ok(named("application/pdf", name, self.octets(papers).await?))
    }

    /// The octets of papers one after the other.
    pub(crate) async fn octets(self, papers: Vec<Paper>) -> Result<Vec<u8>, Problem> {
        let printed = actix_web::web::block(move || self.printed(&papers)).await;
        printed.map_err(|_| Problem::new(Code::Internal))?
    }

    fn printed(&self, papers: &[Paper]) -> Result<Vec<u8>, Problem> {
        let internal = || Problem::new(Code::Internal);
        let typeface = self.0.get().ok_or_else(internal)?;
        let face = typeface.face().ok_or_else(internal)?;
        let laid: Vec<layout::Laid> = papers.iter().map(|paper| layout::lay(paper, &face)).collect();
        let title = papers.first().map_or("", |paper| paper.title.as_str());
        pdf::written(title, &laid, typeface, &face).map_err(|error| {
            tracing::error!(%error, "a paper cannot be printed");
            internal()
        })
    }
}

impl Tell for NoTypeface {
    fn tell(&self) -> Told {
        match self {
            Self::Absent => Told::new(
                "本机没有中文字体,不能生成PDF;请运维人员安装Debian软件包fonts-noto-cjk(或fonts-wqy-microhei),或用设置font指定字体文件;安装后无须重启",
                "this machine has no Chinese font to print in: have the operator install Debian's package fonts-noto-cjk (or fonts-wqy-microhei), or name a file by the setting font; it counts at once",
            ),
            Self::Unread(..) => Told::new(
                "设置font指定的字体文件不能读取,请运维人员更正",
                "the file that the setting font names cannot be read; have the operator correct it",
            ),
            Self::Unfit(_) => Told::new(
                "字体文件损坏,或不含中文,请运维人员重新安装fonts-noto-cjk,或用设置font指定其他字体文件",
                "the font is broken, or has no Chinese characters; have the operator install fonts-noto-cjk anew, or name another file by the setting font",
            ),
        }
    }
}
