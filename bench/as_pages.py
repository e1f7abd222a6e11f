#!/usr/bin/env python3
"""News texts as the pages of a site: HTML with the furniture that sites put round an article, for measuring the way from page to event.

usage: as_pages.py FOLDER ARTICLES.jsonl...    a page an article: FOLDER/000000.html ...; prints how many

Each line is {"text", "title"?, "outlet"?, "published"?, "byline"?}. The furniture is the same on each page but for the links."""
import html
import json
import os
import sys

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | {outlet}</title>
<meta property="og:type" content="article"><meta property="og:site_name" content="{outlet}">
{published}<script type="application/ld+json">{ld}</script>
<style>body {{ margin: 0; font-family: serif }} .nav li {{ display: inline }}</style><script>window.dataLayer = window.dataLayer || [];</script>
</head><body><header><a href="/">{outlet}</a><nav class="nav"><ul><li><a href="/world">World</a></li><li><a href="/politics">Politics</a></li>
<li><a href="/business">Business</a></li><li><a href="/sport">Sport</a></li><li><a href="/subscribe">Subscribe</a></li></ul></nav></header>
<div class="cookie-banner"><p>We use cookies to improve your experience. <button>Accept all</button></p></div>
<main><article><h1>{title}</h1><div class="byline">By {byline}</div><div class="share"><a href="#">Share</a> <a href="#">Tweet</a></div>
{body}
</article><aside><h2>Most read</h2><ul>{links}</ul></aside></main>
<footer><p>&copy; {outlet}. All rights reserved.</p><ul><li><a href="/terms">Terms of use</a></li><li><a href="/privacy">Privacy policy</a></li></ul></footer>
</body></html>
"""


def page(number, article):
    said = {k: html.escape(article.get(k) or d) for k, d in (("title", f"Report {number}"), ("outlet", "The Gazette"), ("byline", "Our staff"))}
    day = article.get("published")
    ld = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": article.get("title") or f"Report {number}"}
    if day:
        ld["datePublished"] = day
    published = f'<meta property="article:published_time" content="{html.escape(day)}">\n' if day else ""
    body = "\n".join(f"<p>{html.escape(p.strip())}</p>" for p in article["text"].split("\n") if p.strip())
    links = "".join(f'<li><a href="/story/{number + n}">Another report of the day, number {number + n}</a></li>' for n in range(1, 7))
    return PAGE.format(ld=json.dumps(ld).replace("</", "<\\/"), published=published, body=body, links=links, **said)


def main(folder, paths):
    os.makedirs(folder, exist_ok=True)
    number = 0
    for path in paths:
        for line in open(path, encoding="utf-8"):
            with open(f"{folder}/{number:06}.html", "w", encoding="utf-8") as out:
                out.write(page(number, json.loads(line)))
            number += 1
    print(f"{number} pages")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
