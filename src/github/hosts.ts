/** Address of github.com's API. */
export const GITHUB_COM_API = "https://api.github.com";

/** Where GitHub's API is, at the end of an Enterprise Server's address. */
const SERVER_PATH = "/api/v3";

/** Hosts of GitHub Enterprise Cloud with data residency, `acme.ghe.com`. */
const GHE_COM = /^[a-z\d-]+\.ghe\.com$/;

/** Whether a host, with the port where it has one, is GitHub's own: github.com or GHE.com. */
export function isGitHubCloud(host: string): boolean {
  return host === "github.com" || GHE_COM.test(host);
}

/**
 * The address of the API that belongs to the address that people see: `https://api.github.com`,
 * `https://api.acme.ghe.com`, or `https://HOST/api/v3` on an Enterprise Server.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api
 * @see https://docs.github.com/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency
 * @param site without a slash at the end
 */
export function apiUrlOf(site: string): string {
  const { protocol, host } = new URL(site);
  if (isGitHubCloud(host)) return `${protocol}//api.${host}`;
  return `${protocol}//${host}${SERVER_PATH}`;
}

/** The opposite of {@link apiUrlOf}: where people see what the API is about. No slash at the end. */
export function siteUrlOf(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl);
  const cloud = host.replace(/^api\./, "");
  return `${protocol}//${isGitHubCloud(cloud) ? cloud : host}`;
}

const PRIVATE =
  /^(?:localhost|.*\.(?:localhost|local|internal|test|invalid)|127\..*|10\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|169\.254\..*|0\.0\.0\.0|\[.*\])$/i;

/** Whether a host, as `URL.hostname` has it, can only be reached from its own machine or network. */
export function isPrivateHost(hostname: string): boolean {
  return PRIVATE.test(hostname);
}
