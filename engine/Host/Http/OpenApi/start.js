// Shows the document in Swagger UI. Where the host asks for a token it is that of the host's page, kept in this tab, and
// every request carries it.
const KEY = 'streamguard.token';
const form = document.querySelector('#token');

async function show() {
  const token = sessionStorage.getItem(KEY);
  const answer = await fetch('/openapi.json', { headers: token ? { Authorization: `Bearer ${token}` } : {} });
  form.hidden = answer.status !== 401;
  if (answer.status === 401) {
    form.querySelector('[role=alert]').textContent = token ? 'This is not its token.' : '';
    form.elements.token.focus();
    return;
  }

  SwaggerUIBundle({
    spec: await answer.json(),
    dom_id: '#api',
    deepLinking: true,
    validatorUrl: null,
    defaultModelsExpandDepth: 0,
    requestInterceptor: (request) => {
      const kept = sessionStorage.getItem(KEY);
      if (kept) request.headers.Authorization = `Bearer ${kept}`;
      return request;
    },
  });
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem(KEY, form.elements.token.value.trim());
  show();
});

show();
