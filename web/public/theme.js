// Runs before anything is painted: the chosen theme lies in a cookie, because a policy without inline scripts and a page
// without a flash leave no other place. Without a choice the system decides (light-dark() in tokens.css).
const chosen = /(?:^|; )theme=(light|dark)/.exec(document.cookie);
if (chosen) document.documentElement.dataset.theme = chosen[1];
