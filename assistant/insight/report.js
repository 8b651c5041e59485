"use strict";
// The list of posts can be narrowed; without this script the page reads the same, with every post shown.
const form = document.getElementById("filters");
const shown = document.getElementById("shown");
// Rows of role "listitem", no <li>: a browser numbers <li> anew whenever one of them goes, two seconds for 2,000 posts.
const posts = Array.from(document.querySelectorAll(".posts > div"));
const words = posts.map((post) => post.querySelector(".text").textContent.toLowerCase());
function narrow() {
  const wanted = new FormData(form);
  const search = wanted.get("search").trim().toLowerCase();
  let count = 0;
  posts.forEach((post, i) => {
    const fits =
      ["label", "kind", "platform"].every((name) => !wanted.get(name) || post.dataset[name] === wanted.get(name)) &&
      (!wanted.get("unsure") || post.dataset.unsure === "1") &&
      (!search || words[i].includes(search));
    post.hidden = !fits;
    count += fits;
  });
  shown.textContent = count === posts.length ? `All ${count} posts are shown.` : `${count} of ${posts.length} posts are shown.`;
}
form.hidden = false;
form.addEventListener("input", narrow);
form.addEventListener("submit", (event) => event.preventDefault());
narrow();
