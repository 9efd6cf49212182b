import type { SentFile } from "../../shared/adapters/weixin/call/call-endpoint.ts";

/** What an example keeps of an answer for those after it. */
export type Kept = Record<string, string>;

/** A request of an endpoint that the simulator takes, given what the examples before it have made. */
export type WeixinExample = {
  readonly endpoint: string;
  readonly request?: (kept: Kept) => object;
  readonly file?: SentFile;
  /** Members of the answer to keep, with their names there. */
  readonly keep?: Readonly<Record<string, string>>;
};

const APP = "wx_demo_official";
const jpeg = (name: string): SentFile => ({
  name,
  mediaType: "image/jpeg",
  bytes: Buffer.from("\xff\xd8\xff jpeg", "latin1"),
});
const mp4: SentFile = { name: "片.mp4", mediaType: "video/mp4", bytes: Buffer.from("mp4") };

const button = [{ name: "菜单", sub_button: [{ type: "view", name: "官网", url: "https://example.com/" }] }];
const staff = { kf_account: "anna@demo" };
const article = (thumb_media_id: string | undefined) => ({ title: "新品", content: "<p>好</p>", thumb_media_id });
const place = { msg_data_id: 1, index: 0 };
const comment = { ...place, user_comment_id: 1 };
const day = { begin_date: "2026-01-01", end_date: "2026-01-01" };
const asked = { version: 2, openid: "openid-1", scene: 2 };
const data = { character_string1: { value: "1001" }, thing2: { value: "苹果" } };

/** One for every endpoint, in an order in which all succeed. */
export const weixinExamples: readonly WeixinExample[] = [
  {
    endpoint: "customerService.send",
    request: () => ({ touser: "openid-1", msgtype: "text", text: { content: "您好" } }),
  },
  { endpoint: "customerService.typing", request: () => ({ touser: "openid-1", command: "Typing" }) },
  { endpoint: "customerService.addStaff", request: () => ({ ...staff, nickname: "安娜" }) },
  { endpoint: "customerService.updateStaff", request: () => ({ ...staff, nickname: "小安" }) },
  { endpoint: "customerService.setStaffAvatar", request: () => staff, file: jpeg("头像.jpg") },
  { endpoint: "customerService.inviteStaff", request: () => ({ ...staff, invite_wx: "anna-wx" }) },
  { endpoint: "customerService.createSession", request: () => ({ ...staff, openid: "openid-1" }) },
  { endpoint: "customerService.getSession", request: () => ({ openid: "openid-1" }) },
  { endpoint: "customerService.listSessions", request: () => staff },
  { endpoint: "customerService.listWaiting" },
  { endpoint: "customerService.listStaff" },
  { endpoint: "customerService.listOnlineStaff" },
  {
    endpoint: "customerService.listRecords",
    request: () => ({ starttime: 1_767_225_600, endtime: 1_767_229_200, msgid: 1, number: 100 }),
  },
  { endpoint: "customerService.closeSession", request: () => ({ ...staff, openid: "openid-1" }) },
  { endpoint: "customerService.deleteStaff", request: () => staff },
  { endpoint: "media.upload", request: () => ({ type: "video" }), file: mp4, keep: { video: "media_id" } },
  { endpoint: "media.get", request: ({ video }) => ({ media_id: video }) },
  { endpoint: "media.getRecording", request: ({ video }) => ({ media_id: video }) },
  { endpoint: "media.uploadPicture", file: jpeg("图.jpg") },
  {
    endpoint: "media.prepareVideo",
    request: ({ video }) => ({ media_id: video, title: "片", description: "" }),
  },
  {
    endpoint: "materials.add",
    request: () => ({ type: "thumb" }),
    file: jpeg("封面😀.jpg"),
    keep: { cover: "media_id" },
  },
  { endpoint: "materials.get", request: ({ cover }) => ({ media_id: cover }) },
  { endpoint: "materials.count" },
  { endpoint: "materials.list", request: () => ({ type: "image", offset: 0, count: 20 }) },
  { endpoint: "drafts.add", request: ({ cover }) => ({ articles: [article(cover)] }), keep: { draft: "media_id" } },
  { endpoint: "drafts.get", request: ({ draft }) => ({ media_id: draft }) },
  {
    endpoint: "drafts.update",
    request: ({ draft, cover }) => ({ media_id: draft, index: 0, articles: article(cover) }),
  },
  { endpoint: "drafts.count" },
  { endpoint: "drafts.list", request: () => ({ offset: 0, count: 20, no_content: 1 }) },
  { endpoint: "drafts.switch", request: () => ({ checkonly: 1 }) },
  { endpoint: "publishing.submit", request: ({ draft }) => ({ media_id: draft }), keep: { publish: "publish_id" } },
  { endpoint: "publishing.get", request: ({ publish }) => ({ publish_id: publish }), keep: { article: "article_id" } },
  { endpoint: "publishing.getArticle", request: ({ article: id }) => ({ article_id: id }) },
  { endpoint: "publishing.list", request: () => ({ offset: 0, count: 20 }) },
  { endpoint: "publishing.delete", request: ({ article: id }) => ({ article_id: id }) },
  { endpoint: "drafts.add", request: ({ cover }) => ({ articles: [article(cover)] }), keep: { draft: "media_id" } },
  { endpoint: "drafts.delete", request: ({ draft }) => ({ media_id: draft }) },
  { endpoint: "materials.delete", request: ({ cover }) => ({ media_id: cover }) },
  { endpoint: "menus.create", request: () => ({ button }) },
  { endpoint: "menus.get" },
  { endpoint: "menus.current" },
  {
    endpoint: "menus.addConditional",
    request: () => ({ button, matchrule: { tag_id: "100" } }),
    keep: { menu: "menuid" },
  },
  { endpoint: "menus.tryMatch", request: () => ({ user_id: "openid-1" }) },
  { endpoint: "menus.deleteConditional", request: ({ menu }) => ({ menuid: menu }) },
  { endpoint: "menus.delete" },
  { endpoint: "users.get", request: () => ({ openid: "openid-1", lang: "zh_CN" }) },
  { endpoint: "users.batchGet", request: () => ({ user_list: [{ openid: "openid-1" }, { openid: "openid-2" }] }) },
  { endpoint: "users.list", request: () => ({ next_openid: "openid-1" }) },
  { endpoint: "users.setRemark", request: () => ({ openid: "openid-1", remark: "老客户" }) },
  { endpoint: "users.changeOpenid", request: () => ({ from_appid: "wx_old", openid_list: ["o1", "x"] }) },
  { endpoint: "tags.create", request: () => ({ tag: { name: "会员" } }) },
  { endpoint: "tags.list" },
  { endpoint: "tags.rename", request: () => ({ tag: { id: 100, name: "老会员" } }) },
  { endpoint: "tags.tag", request: () => ({ openid_list: ["openid-1"], tagid: 100 }) },
  { endpoint: "tags.ofUser", request: () => ({ openid: "openid-1" }) },
  { endpoint: "tags.listMembers", request: () => ({ tagid: 100 }) },
  { endpoint: "tags.untag", request: () => ({ openid_list: ["openid-1"], tagid: 100 }) },
  { endpoint: "tags.delete", request: () => ({ tag: { id: 100 } }) },
  { endpoint: "tags.block", request: () => ({ openid_list: ["openid-2"] }) },
  { endpoint: "tags.listBlocked", request: () => ({}) },
  { endpoint: "tags.unblock", request: () => ({ openid_list: ["openid-2"] }) },
  {
    endpoint: "qrCodes.create",
    request: () => ({ action_name: "QR_STR_SCENE", expire_seconds: 600, action_info: { scene: { scene_str: "店" } } }),
  },
  { endpoint: "links.shorten", request: () => ({ long_data: "长".repeat(9) }), keep: { short: "short_key" } },
  { endpoint: "links.fetch", request: ({ short }) => ({ short_key: short }) },
  { endpoint: "links.urlLink", request: () => ({ path: "pages/index", query: "a=1" }) },
  { endpoint: "links.shortLink", request: () => ({ page_url: "pages/index" }) },
  { endpoint: "links.scheme", request: () => ({ jump_wxa: { path: "pages/index" } }) },
  {
    endpoint: "massSending.sendAll",
    request: () => ({ filter: { is_to_all: true }, clientmsgid: "m-1", msgtype: "text", text: { content: "好" } }),
    keep: { mass: "msg_id" },
  },
  {
    endpoint: "massSending.send",
    request: () => ({ touser: ["openid-1", "openid-2"], msgtype: "text", text: { content: "好" } }),
  },
  {
    endpoint: "massSending.preview",
    request: () => ({ touser: "openid-1", msgtype: "text", text: { content: "好" } }),
  },
  { endpoint: "massSending.get", request: ({ mass }) => ({ msg_id: mass }) },
  { endpoint: "massSending.delete", request: ({ mass }) => ({ msg_id: mass }) },
  { endpoint: "massSending.setSpeed", request: () => ({ speed: 3 }) },
  { endpoint: "massSending.getSpeed" },
  { endpoint: "massSending.uploadNews", request: () => ({ articles: [article("thumb")] }) },
  { endpoint: "comments.open", request: () => place },
  { endpoint: "comments.list", request: () => ({ ...place, begin: 0, count: 49, type: 0 }) },
  { endpoint: "comments.markElected", request: () => comment },
  { endpoint: "comments.unmarkElected", request: () => comment },
  { endpoint: "comments.reply", request: () => ({ ...comment, content: "谢谢" }) },
  { endpoint: "comments.deleteReply", request: () => comment },
  { endpoint: "comments.delete", request: () => comment },
  { endpoint: "comments.close", request: () => place },
  { endpoint: "checks.text", request: () => ({ ...asked, content: "您好" }) },
  { endpoint: "checks.picture", file: jpeg("图.jpg") },
  { endpoint: "checks.media", request: () => ({ ...asked, media_url: "https://example.com/a.png", media_type: 2 }) },
  { endpoint: "templates.setIndustry", request: () => ({ industry_id1: "1", industry_id2: "4" }) },
  { endpoint: "templates.getIndustry" },
  { endpoint: "templates.add", request: () => ({ template_id_short: "TM00015" }), keep: { template: "template_id" } },
  { endpoint: "templates.list" },
  {
    endpoint: "templates.send",
    request: ({ template }) => ({ touser: "openid-1", template_id: template, client_msg_id: "t-1", data }),
  },
  { endpoint: "templates.delete", request: ({ template }) => ({ template_id: template }) },
  { endpoint: "subscriptions.listCategories" },
  { endpoint: "subscriptions.listTitles", request: () => ({ ids: "616", start: 0, limit: 30 }) },
  { endpoint: "subscriptions.listKeywords", request: () => ({ tid: "401" }) },
  { endpoint: "subscriptions.add", request: () => ({ tid: "401", kidList: [1, 2] }), keep: { notice: "priTmplId" } },
  { endpoint: "subscriptions.list" },
  {
    endpoint: "subscriptions.send",
    request: ({ notice }) => ({ touser: "openid-1", template_id: notice, data }),
  },
  {
    endpoint: "subscriptions.sendFromMiniProgram",
    request: ({ notice }) => ({ touser: "openid-1", template_id: notice, lang: "zh_CN", data }),
  },
  { endpoint: "subscriptions.delete", request: ({ notice }) => ({ priTmplId: notice }) },
  { endpoint: "miniPrograms.unlimitedCode", request: () => ({ scene: "a=1", page: "pages/index" }) },
  { endpoint: "miniPrograms.code", request: () => ({ path: "pages/index" }) },
  { endpoint: "miniPrograms.qrCode", request: () => ({ path: "pages/index", width: 430 }) },
  { endpoint: "miniPrograms.phoneNumber", request: ({ phoneCode }) => ({ code: phoneCode }) },
  {
    endpoint: "miniPrograms.checkSession",
    request: ({ signature }) => ({ openid: "openid-1", signature, sig_method: "hmac_sha256" }),
  },
  { endpoint: "miniPrograms.checkEncrypted", request: () => ({ encrypted_msg_hash: "0a".repeat(32) }) },
  { endpoint: "analytics.userSummary", request: () => day },
  { endpoint: "analytics.userCumulate", request: () => day },
  { endpoint: "analytics.articleSummary", request: () => day },
  { endpoint: "analytics.userRead", request: () => day },
  { endpoint: "analytics.userShare", request: () => day },
  { endpoint: "analytics.upstreamMessages", request: () => day },
  { endpoint: "quota.get", request: () => ({ cgi_path: "/cgi-bin/menu/create" }) },
  { endpoint: "quota.clear", request: () => ({ appid: APP }) },
  { endpoint: "quota.clearOne", request: () => ({ cgi_path: "/cgi-bin/menu/create" }) },
  { endpoint: "quota.getRequest", request: () => ({ rid: "61725984-6126f6f9-040f19c4" }) },
  { endpoint: "base.callbackAddresses" },
  { endpoint: "base.apiAddresses" },
  { endpoint: "base.checkNetwork", request: () => ({ action: "all", check_operator: "DEFAULT" }) },
];
