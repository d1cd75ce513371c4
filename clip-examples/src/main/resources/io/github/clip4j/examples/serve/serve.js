'use strict';

const PAGE = 24;
const find = id => document.getElementById(id);
const results = find('results');

/** What is shown now: how to ask for more of it. */
let current = null;
/** The picture to search by: a file of the user's or a path of the index. */
let asked = null;
/** Answers to older questions are dropped. */
let turn = 0;

async function ask(address, parameters, body) {
  const url = new URL(address, location.origin);
  for (const [name, value] of parameters) {
    url.searchParams.append(name, value);
  }
  const response = await fetch(url, body ? {method: 'POST', body} : {});
  let json;
  try {
    json = await response.json();
  } catch (e) {
    throw new Error(`the server answered ${response.status}`);
  }
  if (!response.ok) {
    throw new Error(json.error);
  }
  return json;
}

function say(text, isError) {
  find('status').textContent = text;
  find('status').classList.toggle('error', Boolean(isError));
}

function preview(path, side) {
  return '/api/preview?' + new URLSearchParams({path, side});
}

function show(hit) {
  const item = find('hit').content.cloneNode(true);
  const link = item.querySelector('a');
  link.href = preview(hit.path, 1600);
  const image = item.querySelector('img');
  image.src = preview(hit.path, 256);
  image.alt = hit.name;
  image.addEventListener('error', () => {
    const gone = document.createElement('span');
    gone.className = 'gone';
    gone.textContent = 'no longer there, or cannot be read';
    image.replaceWith(gone);
    link.removeAttribute('href');
  });
  item.querySelector('.score').textContent = hit.score.toFixed(3);
  const name = item.querySelector('.name');
  name.textContent = hit.fields.title || hit.name;
  name.title = `${hit.path}, ${hit.width} x ${hit.height} ${hit.format}`;
  item.querySelector('button').addEventListener('click', () => neighbours(hit.path));
  results.append(item);
}

async function load(more) {
  const mine = ++turn;
  const offset = more ? results.children.length : 0;
  say('Searching …');
  try {
    const json = await current(offset);
    if (mine !== turn) {
      return;
    }
    if (!more) {
      results.replaceChildren();
    }
    json.hits.forEach(show);
    const count = results.children.length;
    say(count ? `${count} pictures, ${json.milliseconds} ms` : 'No picture fits.');
    find('more').hidden = json.hits.length < PAGE;
  } catch (e) {
    if (mine === turn) {
      say(e.message, true);
    }
  }
}

function search() {
  const words = find('query').value.trim();
  if (!words && !asked) {
    say('Type some words, or drop a picture.', true);
    return;
  }
  if (asked && asked.path && !words) {
    neighbours(asked.path);
    return;
  }
  const file = asked && asked.file;
  const like = asked && asked.path ? ` + like:"${asked.path.replace(/(["\\])/g, '\\$1')}"` : '';
  current = offset => ask('/api/search', [['q', words + like], ['top', PAGE], ['offset', offset]], file);
  load(false);
}

function neighbours(path) {
  askBy({path, name: path.split('/').pop(), source: preview(path, 256)});
  find('query').value = '';
  current = offset => ask('/api/neighbours', [['path', path], ['top', PAGE + offset]])
      .then(json => ({...json, hits: json.hits.slice(offset)}));
  load(false);
  window.scrollTo({top: 0});
}

function askBy(picture) {
  if (asked && asked.file) {
    URL.revokeObjectURL(asked.source);
  }
  asked = picture;
  find('asked').hidden = !picture;
  find('label-results').replaceChildren();
  if (picture) {
    find('asked-picture').src = picture.source;
    find('asked-name').textContent = picture.name;
  }
}

function take(file) {
  askBy({file, name: file.name, source: URL.createObjectURL(file)});
  search();
}

async function label() {
  const labels = find('label-list').value.split(',').map(text => text.trim()).filter(Boolean);
  const parameters = labels.map(text => ['label', text]);
  if (asked.path) {
    parameters.push(['path', asked.path]);
  }
  const list = find('label-results');
  try {
    const json = await ask('/api/labels', parameters, asked.file);
    list.replaceChildren(...json.results.map(result => {
      const item = document.createElement('li');
      item.textContent = `${result.label}: ${(100 * result.probability).toFixed(1)} % (cosine ${result.cosine.toFixed(3)})`;
      return item;
    }));
  } catch (e) {
    say(e.message, true);
  }
}

find('search').addEventListener('submit', event => { event.preventDefault(); search(); });
find('labels').addEventListener('submit', event => { event.preventDefault(); label(); });
find('more').addEventListener('click', () => load(true));
find('clear').addEventListener('click', () => { askBy(null); find('query').focus(); });
find('file').addEventListener('change', event => {
  if (event.target.files.length) {
    take(event.target.files[0]);
    event.target.value = '';
  }
});
let depth = 0;
const carriesFile = event => Array.from(event.dataTransfer.types).includes('Files');
document.addEventListener('dragenter', event => { if (carriesFile(event)) { depth++; find('drop').hidden = false; } });
document.addEventListener('dragleave', event => { if (carriesFile(event) && --depth <= 0) { depth = 0; find('drop').hidden = true; } });
document.addEventListener('dragover', event => { if (carriesFile(event)) { event.preventDefault(); } });
document.addEventListener('drop', event => {
  if (carriesFile(event)) {
    event.preventDefault();
    depth = 0;
    find('drop').hidden = true;
    take(event.dataTransfer.files[0]);
  }
});

ask('/api/info', []).then(info => {
  find('about').textContent = `${info.pictures} pictures in ${info.folder}, model ${info.model}`;
  find('about').title = find('about').textContent;
}).catch(e => say(e.message, true));
