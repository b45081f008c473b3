#include "vorrat/publish/page.h"

#include "vorrat/base/sha256.h"

namespace vorrat::publish {
namespace {

constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--paper:#fbfaf7;--card:#ffffff;--ink:#1f2a30;--soft:#5a6a72;--line:#dcdfdc;
--accent:#1f6f78;--warm:#b4552d;--c4:#1f6f78;--c3:#6aa5a9;--c2:#e0b25c;--c1:#b4552d;--flow:#7d8f96}
@media (prefers-color-scheme:dark){:root{--paper:#14191c;--card:#1b2226;--ink:#e6ebec;--soft:#a3b1b7;
--line:#303a3f;--accent:#6fc0c7;--warm:#e59a73;--c4:#6fc0c7;--c3:#41868d;--c2:#d9a94f;--c1:#e07f55;--flow:#7d8f96}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif}
html[data-language="en"] [lang="de"],html[data-language="de"] [lang="en"]{display:none}
header,main,footer{max-width:60rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:3.5rem}
h1{font-size:clamp(1.7rem,4.5vw,2.5rem);line-height:1.15;margin:0 0 .4rem;font-weight:650;letter-spacing:-.015em}
h2{font-size:1.35rem;line-height:1.25;margin:0 0 .9rem;font-weight:620;letter-spacing:-.01em}
p{margin:.2rem 0 .9rem;max-width:44rem}
.notice{border:2px solid var(--warm);border-radius:.5rem;padding:.5rem .9rem;max-width:none}
.lead{color:var(--soft);font-size:1.05rem}
section{padding:2.6rem 0;border-top:1px solid var(--line)}
.language{display:flex;gap:.4rem;justify-content:flex-end;margin-bottom:1rem}
button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}
.language button{border:1px solid var(--line);border-radius:.5rem;padding:.15rem .7rem;font-size:.9rem;min-height:2rem}
.language button[aria-pressed="true"]{border-color:var(--accent);color:var(--accent);font-weight:600}
button:focus-visible,a:focus-visible,.scroll:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
a{color:var(--accent)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.4rem,1fr));gap:.8rem;margin:2rem 0 2.6rem;padding:0;list-style:none}
.facts li{background:var(--card);border:1px solid var(--line);border-radius:.8rem;padding:1rem 1.1rem}
.facts b{display:block;font-size:1.7rem;line-height:1.2;font-weight:640;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.facts span.what{color:var(--soft);font-size:.92rem;line-height:1.4}
.story{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:.2rem 3rem}
.story h3{font-size:1rem;margin:1.1rem 0 .3rem}
.story ul{margin:0 0 .6rem;padding-left:1.1rem}
.story li{margin:.2rem 0}
figure{margin:1rem 0 0}
figcaption{color:var(--soft);font-size:.92rem;margin-top:.6rem;max-width:44rem}
.scroll{overflow-x:auto}
svg{display:block;width:100%;height:auto;min-width:34rem}
svg.small{min-width:0}
svg text{fill:var(--ink);font-family:inherit;font-size:12px}
svg .soft{fill:var(--soft)}
svg .halo{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.fans{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:1.6rem 2.2rem}
.fans h3{font-size:.98rem;margin:0 0 .3rem;font-weight:600}
table{border-collapse:collapse;width:100%;font-size:.94rem;line-height:1.45}
caption{text-align:left;color:var(--soft);font-size:.92rem;padding-bottom:.5rem}
th{font-weight:600;text-align:left;border-bottom:2px solid var(--line);vertical-align:bottom}
th,td{padding:.42rem .9rem .42rem 0}
td{border-bottom:1px solid var(--line);vertical-align:top}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th[aria-sort="ascending"] button::after{content:" \2191"}
th[aria-sort="descending"] button::after{content:" \2193"}
.bar{display:inline-block;width:5.5rem;height:.6rem;background:var(--line);border-radius:.3rem;margin-right:.6rem;vertical-align:.05rem;overflow:hidden;text-align:left}
.bar i{display:block;height:100%;background:var(--accent);border-radius:.3rem}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;margin:.7rem 0 0;padding:0;list-style:none;font-size:.9rem;color:var(--soft)}
.key svg{display:inline-block;width:1rem;height:1rem;min-width:0;vertical-align:-.15rem;margin-right:.35rem}
summary{cursor:pointer;min-height:1.5rem}
details[open]{max-width:26rem;color:var(--soft)}
details[open] summary{color:var(--ink)}
code{font-size:.92em;background:var(--card);border:1px solid var(--line);border-radius:.35rem;padding:.05rem .35rem}
footer{color:var(--soft);font-size:.9rem;padding-bottom:3rem;border-top:1px solid var(--line);padding-top:1.2rem}
@media (max-width:34rem){body{font-size:16px}header{padding-top:1.5rem}section{padding:2rem 0}.facts{grid-template-columns:1fr 1fr;gap:.7rem}.facts li{padding:.8rem}.facts b{font-size:1.35rem}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb}.language{display:none}section{break-inside:avoid-page;padding:1.2rem 0}body{font-size:11pt}}
)css";

constexpr std::string_view script = R"js(
(function(){
var root=document.documentElement,buttons=document.querySelectorAll('.language button');
function show(language){root.dataset.language=language;root.lang=language;
buttons.forEach(function(b){b.setAttribute('aria-pressed',String(b.value===language));});}
buttons.forEach(function(b){b.addEventListener('click',function(){show(b.value);});});
var asked=location.hash.slice(1);
show(asked==='de'||asked==='en'?asked:(navigator.language||'').slice(0,2)==='de'?'de':'en');
document.querySelectorAll('th button').forEach(function(b){b.addEventListener('click',function(){
var th=b.parentNode,k=th.cellIndex,body=th.closest('table').tBodies[0];
var down=th.getAttribute('aria-sort')!=='descending';
th.parentNode.querySelectorAll('th').forEach(function(o){o.removeAttribute('aria-sort');});
th.setAttribute('aria-sort',down?'descending':'ascending');
Array.from(body.rows).sort(function(r,s){var a=r.cells[k],c=s.cells[k];
var d=a.dataset.v!==undefined?a.dataset.v-c.dataset.v:a.textContent.localeCompare(c.textContent);
return down?-d:d;}).forEach(function(r){body.appendChild(r);});});});
})();
)js";

std::string base64(const Sha256& bytes) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t k = 0; k < bytes.size(); k += 3) {
        std::uint32_t group = 0;
        for (std::size_t b = 0; b < 3; ++b) {
            group = (group << 8U) | (k + b < bytes.size() ? bytes.at(k + b) : 0U);
        }
        for (std::size_t b = 0; b < 4; ++b) {
            const bool filled = k + b <= bytes.size();
            out += filled ? letters.at((group >> (18 - 6 * b)) & 63U) : '=';
        }
    }
    return out;
}

}  // namespace

std::string page(const Text& title, const std::string& header, const std::string& sections) {
    const std::string policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" +
        base64(sha256(script)) + "'; base-uri 'none'; form-action 'none'";
    std::string out =
        "<!doctype html>\n<html lang=\"en\" data-language=\"en\">\n<head>\n"
        "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
        "content=\"" +
        policy +
        "\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n";
    out += "<title>" + plain(title) + "</title>\n<style>" + std::string(style) +
           "</style>\n</head>\n<body>\n<header>\n"
           "<div class=\"language\"><button type=\"button\" value=\"en\" aria-pressed=\"true\" "
           "aria-label=\"English\">English</button><button type=\"button\" value=\"de\" "
           "aria-pressed=\"false\" aria-label=\"Deutsch\">Deutsch</button></div>\n";
    out += header + "</header>\n<main>\n" + sections + "</main>\n<script>" + std::string(script) +
           "</script>\n</body>\n</html>\n";
    return out;
}

}  // namespace vorrat::publish
