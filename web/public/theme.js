// Runs before the first paint. The chosen theme is in a cookie, because the page must not flash and the policy
// forbids inline scripts, so there is no other place for it. Without a choice the system decides (light-dark() in
// tokens.css).
const chosen = /(?:^|; )theme=(light|dark)/.exec(document.cookie);
if (chosen) document.documentElement.dataset.theme = chosen[1];
