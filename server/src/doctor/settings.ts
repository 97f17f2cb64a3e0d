import type { Words } from '../lib/words.ts';

/** How a setting may be shown to others: as it is, as host and port alone, or only whether it is set. */
export type Shown = 'value' | 'place' | 'set';

interface Setting {
  readonly what: Words;
  readonly shown: Shown;
}

const setting = (shown: Shown, zh: string, en: string): Setting => ({ what: { zh, en }, shown });

/** Every setting that `.env.example` describes. */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  PAYMENT_MODE: setting('value', '运行模式', 'mode'),
  PROCESS_ROLE: setting('value', '进程角色', 'what this process does'),
  SHARD: setting('value', '分片编号', 'number of the shard'),
  SHARD_URLS: setting('value', '各分片的地址', "the shards' addresses"),
  SHARD_CONSOLE_URLS: setting('value', '各分片控制台的地址', "the addresses of the shards' consoles"),
  HOST: setting('value', '监听地址', 'address to listen on'),
  PORT: setting('value', '监听端口', 'port to listen on'),
  PUBLIC_URL: setting('place', '对外地址', 'public address'),
  CONSOLE_URL: setting('place', '控制台地址', "console's address"),
  DATA_DIR: setting('value', '数据目录', 'data folder'),
  DATABASE_URL: setting('place', '数据库地址', "database's address"),
  DIRECT_DATABASE_URL: setting('place', '数据库自身的地址', "the database's own address behind a pooler"),
  DATABASE_TLS: setting('value', '数据库连接是否必须加密', 'whether the database is spoken to by TLS'),
  MIGRATION_DATABASE_URL: setting('place', '数据库属主的地址', "database's address for its owner"),
  BACKUP_DATABASE_URL: setting('place', '备份用的数据库地址', "database's address for backups"),
  STANDBY_DATABASE_URL: setting('place', '备机地址', "standbys' address"),
  STANDBY_MAX_LAG_MS: setting('value', '备机最多落后的时间', 'how far a standby may be behind'),
  DATABASE_POOL_SIZE: setting('value', '数据库连接数', 'database connections'),
  DATABASE_WAIT_MS: setting('value', '启动时等待数据库的时间', 'wait for the database at the start'),
  MASTER_KEY: setting('set', '主密钥', 'master key'),
  MASTER_KEY_PREVIOUS: setting('set', '上一个主密钥', 'master key before'),
  SANDBOX_PORT: setting('value', '模拟渠道的端口', "emulated channels' port"),
  CHANNEL_TIMEOUT_MS: setting('value', '渠道调用时限', 'time limit of calls to channels'),
  RATE_LIMIT_PER_SECOND: setting('value', '每个地址每秒请求数', 'requests a second from an address'),
  RATE_LIMIT_BURST: setting('value', '每个地址的突发请求数', 'burst of requests from an address'),
  REQUEST_TIMEOUT_MS: setting('value', '接收请求的时限', 'time limit of receiving a request'),
  CONNECTIONS_PER_ADDRESS: setting('value', '每个地址的连接数', 'connections of an address'),
  CONNECTIONS_MAX: setting('value', '连接总数', 'connections in all'),
  TRUSTED_PROXIES: setting('value', '前置代理数', 'proxies in front'),
  NOTIFY_PRIVATE_NETWORKS: setting('value', '可通知的内网', 'private networks that are notified'),
  NOTIFY_DNS_SERVERS: setting('value', '解析接入方地址的域名服务器', "name servers of partners' hosts"),
  REQUEST_ROWS_PER_APP_DAY: setting(
    'value',
    '每个应用每日保留的接口请求数',
    "partners' requests kept for each app and day",
  ),
  RETENTION_DAYS: setting('value', '个人信息保存天数', 'days that personal data is kept'),
  LOG_LEVEL: setting('value', '日志级别', 'log level'),
  DRAIN_DELAY_MS: setting('value', '停止前让负载均衡看到的时间', 'time for balancers to see a stop'),
  DRAIN_TIMEOUT_MS: setting('value', '停止时等待的时间', 'wait for requests at the stop'),
  METRICS_PORT: setting('value', '监控指标的端口', 'port of the metrics'),
  METRICS_HOST: setting('value', '监控指标的监听地址', 'address of the metrics'),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting('place', '链路追踪的收集器', 'collector of traces'),
  OTEL_EXPORTER_OTLP_HEADERS: setting('set', '收集器要求的请求头', 'headers for the collector'),
  OTEL_SERVICE_NAME: setting('value', '链路追踪中的服务名', 'name of the service in traces'),
  OTEL_TRACES_SAMPLER_ARG: setting('value', '链路追踪的比例', 'part of the orders that is traced'),
  TRACEPARENT_HOSTS: setting(
    'value',
    '接收 traceparent 的接入方主机',
    'hosts of partners that get traceparent',
  ),
  BACKUP_DIR: setting('value', '备份目录', 'folder of backups'),
  BACKUP_KEEP: setting('value', '保留的备份数', 'backups that are kept'),
  AUDIT_SYSLOG: setting('place', '审计日志的 syslog 服务器', "syslog server of the audit log's heads"),
  SMTP_URL: setting('place', '邮件服务器', 'mail server'),
  SMTP_FROM: setting('set', '发件人', "sender's address"),
  SMS_ACCESS_KEY_ID: setting('set', '短信账号', 'account for short messages'),
  SMS_ACCESS_KEY_SECRET: setting('set', '短信密钥', 'key for short messages'),
  SMS_SIGN_NAME: setting('set', '短信签名', 'signature of short messages'),
  SMS_TEMPLATE_CODE: setting('set', '票据短信模板', 'template about invoices'),
  SMS_LINK_TEMPLATE_CODE: setting('set', '登录短信模板', "template of operators' links"),
};
