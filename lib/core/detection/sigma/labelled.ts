/**
 * Sources that records are recognised as by what they are (`normalise/generic`), in Sigma's words. A rule for any other one
 * waits for records that name it themselves, and says so.
 */
export const LABELLED: { readonly [P in "product" | "category" | "service"]: ReadonlySet<string> } = {
  product: new Set(
    (
      "apache aws azure bitbucket cisco django fortigate fortios gcp github huawei iis juniper jvm kubernetes linux m365 nginx nodejs " +
      "okta onelogin opencanary paloalto python rpc_firewall ruby_on_rails spring sql suricata velocity zeek"
    ).split(" "),
  ),
  category: new Set("appliance application database dns firewall proxy webserver".split(" ")),
  service: new Set(
    (
      "aaa activitylogs apache asa audit auditd auditlogs auth bgp clamav cloudtrail cron dce_rpc dns duo event exchange gcp.audit globalprotect " +
      "google_workspace.admin google_workspace.login guacamole http kerberos ldp nginx okta onelogin.events pim rdp riskdetection " +
      "signinlogs smb_files sshd sslvpnd sudo syslog threat_detection threat_management vsftpd x509"
    ).split(" "),
  ),
};

/** Products whose services are these and no others: a rule for another service of theirs waits for nothing. */
const SERVICES_OF: { readonly [product: string]: readonly string[] } = {
  aws: ["cloudtrail"],
  azure: ["activitylogs", "auditlogs", "pim", "riskdetection", "signinlogs"],
  bitbucket: ["audit"],
  github: ["audit"],
  kubernetes: ["audit"],
  m365: ["audit", "exchange", "threat_detection", "threat_management"],
  macos: [],
  okta: ["okta"],
  onelogin: ["onelogin.events"],
  opencanary: [],
  rpc_firewall: [],
  // Its services are channels, and have been looked for by now.
  windows: [],
};

/** Whether a service is one that records are recognised as, but never together with this product. */
export function isOfAnother(product: string | undefined, service: string): boolean {
  if (product === undefined || !Object.hasOwn(SERVICES_OF, product)) return false;
  return LABELLED.service.has(service) && !SERVICES_OF[product]?.includes(service);
}
