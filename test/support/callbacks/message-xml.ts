/** The XML that the vendor puts into `Content`, by kind, with invented ids and names. */
const app = (type: string, inner: string): string =>
  `<?xml version="1.0"?>\n<msg>\n\t<appmsg appid="" sdkver="0">\n${inner}\n\t\t<type>${type}</type>\n\t\t<showtype>0</showtype>\n\t</appmsg>\n\t<fromusername>wxid_bo0000000000002</fromusername>\n\t<scene>0</scene>\n\t<appinfo>\n\t\t<version>1</version>\n\t\t<appname></appname>\n\t</appinfo>\n</msg>\n`;

const sys = (type: string, inner: string): string => `<sysmsg type="${type}">\n${inner}\n</sysmsg>`;

const cdata = (text: string): string => `<![CDATA[${text}]]>`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export const messageXml = {
  image: ({ md5 = "0a1b2c3d4e5f60718293a4b5c6d7e8f9", length = 48_213 } = {}): string =>
    `<?xml version="1.0"?>\n<msg>\n\t<img aeskey="00112233445566778899aabbccddeeff" encryver="1" cdnthumblength="2100" cdnmidimgurl="305702010004" length="${length}" md5="${md5}" />\n\t<platform_signature></platform_signature>\n</msg>\n`,

  voice: ({ durationMs = 2540 } = {}): string =>
    `<msg><voicemsg endflag="1" cancelflag="0" voiceformat="4" voicelength="${durationMs}" length="3600" bufid="0" fromusername="wxid_bo0000000000002" /></msg>`,

  video: ({ durationSeconds = 3 } = {}): string =>
    `<?xml version="1.0"?>\n<msg>\n\t<videomsg aeskey="00112233445566778899aabbccddeeff" cdnvideourl="305702010004" length="611755" playlength="${durationSeconds}" fromusername="wxid_bo0000000000002" md5="11112222333344445555666677778888" isad="0" />\n</msg>\n`,

  emoji: (): string =>
    `<msg><emoji fromusername = "wxid_bo0000000000002" type="2" md5="9f8e7d6c5b4a39281706f5e4d3c2b1a0" len = "211797" cdnurl = "http://emoji.example.com/262/stodownload?m=9f8e&amp;hy=SH" designerid = "" width= "240" ></emoji> <gameext type="0" content="0" ></gameext></msg>`,

  location: (): string =>
    `<?xml version="1.0"?>\n<msg>\n\t<location x="31.239690" y="121.499770" scale="15" label="上海市浦东新区世纪大道1号" maptype="roadmap" poiname="东方明珠" cityname="上海市" />\n</msg>\n`,

  card: (): string =>
    `<?xml version="1.0"?>\n<msg bigheadimgurl="http://head.example.com/big/0" smallheadimgurl="http://head.example.com/small/132" username="v3_020b0000000001@stranger" nickname="小雨" alias="xiaoyu" sex="2" antispamticket="v4_000b0000000002@stranger" />\n`,

  friendRequest: (): string =>
    `<msg fromusername="wxid_di0000000000004" encryptusername="v3_020b0000000003@stranger" fromnickname="阿迪" content="我是阿迪" scene="6" sex="1" bigheadimgurl="http://head.example.com/di/0" ticket="v4_000b0000000004@stranger" opcode="2"><brandlist count="0" ver="1"></brandlist></msg>`,

  link: ({ title = "早报：今日要闻", url = "http://news.example.com/s?a=1&amp;b=2#rd" } = {}): string =>
    app(
      "5",
      `\t\t<title>${title}</title>\n\t\t<des>三分钟读完</des>\n\t\t<url>${url}</url>\n\t\t<sourcedisplayname>早报社</sourcedisplayname>\n\t\t<thumburl>https://img.example.com/1.jpg?x=1&amp;y=2</thumburl>\n\t\t<weappinfo><type>33</type></weappinfo>`,
    ),

  groupInvitation: ({ title = "邀请你加入群聊" } = {}): string =>
    `<msg><appmsg appid="" sdkver=""><title>${cdata(title)}</title><des>${cdata('"小雨"邀请你加入群聊"读书会"，进入可查看详情。')}</des><action>view</action><type>5</type><url>${cdata("https://support.weixin.qq.com/cgi-bin/mmsupport-bin/addchatroombyinvite?ticket=AAAA%3D%3D")}</url><thumburl>${cdata("http://head.example.com/room/0")}</thumburl></appmsg></msg>`,

  file: (): string =>
    app(
      "6",
      `\t\t<title>季度报表.xlsx</title>\n\t\t<appattach>\n\t\t\t<totallen>8939</totallen>\n\t\t\t<attachid>@cdn_3057</attachid>\n\t\t\t<fileext>xlsx</fileext>\n\t\t</appattach>\n\t\t<md5>aaaabbbbccccddddeeeeffff00001111</md5>`,
    ),

  fileAnnounced: (): string =>
    `<msg>\n<appmsg appid="" sdkver="0">\n<title>${cdata("季度报表.xlsx")}</title>\n<type>74</type>\n<appattach>\n<totallen>8939</totallen>\n<fileext>${cdata("xlsx")}</fileext>\n<status>0</status>\n</appattach>\n<md5>${cdata("aaaabbbbccccddddeeeeffff00001111")}</md5>\n</appmsg>\n</msg>`,

  miniProgram: ({ type = "33" } = {}): string =>
    app(
      type,
      `\t\t<title>点单助手</title>\n\t\t<sourceusername>gh_000000000001@app</sourceusername>\n\t\t<sourcedisplayname>点单</sourcedisplayname>\n\t\t<weappinfo>\n\t\t\t<username>${cdata("gh_000000000001@app")}</username>\n\t\t\t<appid>${cdata("wx0000000000000001")}</appid>\n\t\t\t<type>2</type>\n\t\t\t<weappiconurl>${cdata("http://icon.example.com/1?a=1&b=2")}</weappiconurl>\n\t\t\t<pagepath>${cdata("pages/home.html?share=%7B%22i%22%3A1%7D")}</pagepath>\n\t\t</weappinfo>`,
    ),

  videoChannel: (): string =>
    app(
      "51",
      `\t\t<title>当前微信版本不支持展示该内容，请升级至最新版本。</title>\n\t\t<url>https://support.example.com/update/</url>\n\t\t<finderFeed>\n\t\t\t<objectId>14300112233445566778</objectId>\n\t\t\t<feedType>4</feedType>\n\t\t\t<nickname>山里人</nickname>\n\t\t\t<avatar>https://head.example.com/finder/0</avatar>\n\t\t\t<desc>今天的云</desc>\n\t\t\t<objectNonceId>8046000000000000001_0_0</objectNonceId>\n\t\t\t<username>v2_0600@finder</username>\n\t\t\t<mediaList>\n\t\t\t\t<media>\n\t\t\t\t\t<mediaType>4</mediaType>\n\t\t\t\t\t<url>http://video.example.com/1?a=1&amp;b=2</url>\n\t\t\t\t\t<thumbUrl>http://video.example.com/1.jpg</thumbUrl>\n\t\t\t\t\t<width>1080</width>\n\t\t\t\t\t<height>1920</height>\n\t\t\t\t\t<coverUrl>http://video.example.com/2.jpg</coverUrl>\n\t\t\t\t\t<videoPlayDuration>10&gt;&gt;</videoPlayDuration>\n\t\t\t\t</media>\n\t\t\t</mediaList>\n\t\t</finderFeed>`,
    ),

  quote: ({
    text = "看看这个",
    quotedId = "3051877264490318211",
    quotedType = "1",
    content = "明天几点？",
  } = {}): string =>
    app(
      "57",
      `\t\t<title>${escaped(text)}</title>\n\t\t<refermsg>\n\t\t\t<type>${quotedType}</type>\n\t\t\t<svrid>${quotedId}</svrid>\n\t\t\t<fromusr>20000000001@chatroom</fromusr>\n\t\t\t<chatusr>wxid_cy0000000000003</chatusr>\n\t\t\t<displayname>小雨</displayname>\n\t\t\t<content>${escaped(content)}</content>\n\t\t</refermsg>`,
    ),

  transfer: (): string =>
    `<msg>\n<appmsg appid="" sdkver="">\n<title>${cdata("微信转账")}</title>\n<type>2000</type>\n<url>${cdata("https://pay.example.com/?t=1&text=2")}</url>\n<wcpayinfo>\n<paysubtype>1</paysubtype>\n<feedesc>${cdata("￥12.50")}</feedesc>\n<transcationid>${cdata("53010000000000000000000000000001")}</transcationid>\n<transferid>${cdata("1000050000000000000000000000001")}</transferid>\n<pay_memo>${cdata("午饭")}</pay_memo>\n<receiver_username>${cdata("wxid_an0000000000001")}</receiver_username>\n<payer_username>${cdata("")}</payer_username>\n</wcpayinfo>\n</appmsg>\n</msg>`,

  redPacket: (): string =>
    `<msg>\n\t<appmsg appid="" sdkver="">\n\t\t<des>${cdata("我给你发了一个红包")}</des>\n\t\t<type>${cdata("2001")}</type>\n\t\t<title>${cdata("微信红包")}</title>\n\t\t<wcpayinfo>\n\t\t\t<url>${cdata("https://pay.example.com/hb?a=1&b=2")}</url>\n\t\t\t<receivertitle>${cdata("恭喜发财，大吉大利")}</receivertitle>\n\t\t\t<scenetext>${cdata("微信红包")}</scenetext>\n\t\t\t<nativeurl>${cdata("wxpay://hongbao?sendid=1&ver=6")}</nativeurl>\n\t\t\t<paymsgid>${cdata("1000039900000000000000000000001")}</paymsgid>\n\t\t\t<scenetext>微信红包</scenetext>\n\t\t</wcpayinfo>\n\t</appmsg>\n</msg>\n`,

  appText: ({ text = "今天的运动步数", source = "运动" } = {}): string =>
    app("1", `\t\t<title>${escaped(text)}</title>\n\t\t<sourcedisplayname>${source}</sourcedisplayname>`),

  solitaire: ({ text = "#接龙\n周六聚餐\n\n1. 小博" } = {}): string =>
    app(
      "53",
      `\t\t<title>${escaped(text)}</title>\n\t\t<extinfo>\n\t\t\t<solitaire_info>${cdata("<x/>")}</solitaire_info>\n\t\t</extinfo>`,
    ),

  shared: (
    type: string,
    { title = "晴天", description = "小雨" }: { title?: string; description?: string } = {},
  ): string =>
    app(
      type,
      `\t\t<title>${escaped(title)}</title>\n\t\t<des>${escaped(description)}</des>\n\t\t<url>https://play.example.com/1?a=1&amp;b=2</url>\n\t\t<dataurl>https://play.example.com/1.m4a</dataurl>\n\t\t<sourcedisplayname>云音</sourcedisplayname>`,
    ),

  dataItem: ({
    type = "1",
    name = "大哈",
    time = "2026-7-5 10:11",
    inner = "<datadesc>价格怎么样</datadesc>",
  } = {}): string =>
    `<dataitem datatype="${type}" dataid="a">${inner}<sourcename>${escaped(name)}</sourcename><sourcetime>${time}</sourcetime></dataitem>`,

  record: (
    items: readonly string[],
    {
      type = "19",
      title = "群聊的聊天记录",
      write = cdata,
    }: { type?: string; title?: string; write?: (xml: string) => string } = {},
  ): string =>
    app(
      type,
      `\t\t<title>${escaped(title)}</title>\n\t\t<des>大哈: 价格怎么样</des>\n\t\t<recorditem>${write(messageXml.recordInfo(items, title))}</recorditem>`,
    ),

  recordInfo: (items: readonly string[], title = "群聊的聊天记录"): string =>
    `<recordinfo><title>${escaped(title)}</title><datalist count="${items.length}">${items.join("")}</datalist></recordinfo>`,

  realtimeLocation: (): string => app("17", "\t\t<title>我发起了位置共享</title>"),

  channelCard: (): string =>
    app(
      "50",
      "\t\t<title>当前微信版本不支持展示该内容，请升级至最新版本。</title>\n\t\t<findernamecard>\n\t\t\t<username>v2_0600@finder</username>\n\t\t\t<avatar>https://head.example.com/finder/0</avatar>\n\t\t\t<nickname>山里人</nickname>\n\t\t</findernamecard>",
    ),

  live: (): string =>
    app(
      "63",
      "\t\t<title>当前微信版本不支持展示该内容，请升级至最新版本。</title>\n\t\t<finderLive>\n\t\t\t<finderLiveID>2060000000000000001</finderLiveID>\n\t\t\t<finderUsername>v2_0600@finder</finderUsername>\n\t\t\t<nickname>山里人</nickname>\n\t\t\t<desc>今晚八点</desc>\n\t\t\t<media>\n\t\t\t\t<coverUrl>https://img.example.com/live.jpg</coverUrl>\n\t\t\t</media>\n\t\t</finderLive>",
    ),

  appAnnouncement: ({ text = "周六九点集合" } = {}): string =>
    app("87", `\t\t<title>群公告</title>\n\t\t<textannouncement>${escaped(text)}</textannouncement>`),

  appPat: ({ from = "wxid_bo0000000000002", to = "wxid_an0000000000001" } = {}): string =>
    app(
      "62",
      `\t\t<title>我拍了拍 "小安"</title>\n\t\t<patMsg>\n\t\t\t<chatUser>${to}</chatUser>\n\t\t\t<records>\n\t\t\t\t<recordNum>1</recordNum>\n\t\t\t\t<record>\n\t\t\t\t\t<fromUser>${from}</fromUser>\n\t\t\t\t\t<pattedUser>${to}</pattedUser>\n\t\t\t\t\t<templete>${cdata(`"\${${from}}" 拍了拍我`)}</templete>\n\t\t\t\t</record>\n\t\t\t</records>\n\t\t</patMsg>`,
    ),

  wecomCard: (): string =>
    `<?xml version="1.0"?>\n<msg bigheadimgurl="http://head.example.com/wang/0" smallheadimgurl="http://head.example.com/wang/132" username="25984980000000001@openim" nickname="客服小王" alias="" scene="17" sex="1" openimappid="3552365301" openimdesc="某某公司" />\n`,

  call: ({ text = "通话时长 00:33", roomType = "1" } = {}): string =>
    `<voipmsg type="VoIPBubbleMsg">\n<VoIPBubbleMsg>\n<msg>${cdata(text)}</msg>\n<room_type>${roomType}</room_type>\n<roomid>0</roomid>\n</VoIPBubbleMsg>\n</voipmsg>`,

  application: ({ reason = "同事" } = {}): string =>
    sys(
      "NewXmlChatRoomAccessVerifyApplication",
      `<NewXmlChatRoomAccessVerifyApplication>\n<text>${cdata('"小博"想邀请1位朋友加入群聊')}</text>\n<link><scene>roomaccessapplycheck_approve</scene><text>${cdata("去确认")}</text><ticket>${cdata("AAAA")}</ticket><invitationreason>${cdata(reason)}</invitationreason><inviterusername>${cdata("wxid_bo0000000000002")}</inviterusername><memberlist><memberlistsize>1</memberlistsize><member><username>${cdata("wxid_ei0000000000005")}</username><nickname>${cdata("白水")}</nickname></member></memberlist></link>\n</NewXmlChatRoomAccessVerifyApplication>`,
    ),

  revoke: ({ revokedId = "5310284756610293847" } = {}): string =>
    `<sysmsg type="revokemsg"><revokemsg><session>wxid_bo0000000000002</session><msgid>1040350001</msgid><newmsgid>${revokedId}</newmsgid><replacemsg>${cdata('"小博" 撤回了一条消息')}</replacemsg></revokemsg></sysmsg>`,

  pat: ({ from = "wxid_bo0000000000002", to = "wxid_an0000000000001" } = {}): string =>
    sys(
      "pat",
      `<pat>\n  <fromusername>${from}</fromusername>\n  <chatusername>${to}</chatusername>\n  <pattedusername>${to}</pattedusername>\n  <template>${cdata(`"\${${from}}" 拍了拍我`)}</template>\n</pat>`,
    ),

  announcement: ({ text = "周六九点集合" } = {}): string =>
    sys(
      "mmchatroombarannouncememt",
      `    <mmchatroombarannouncememt>\n        <content>${cdata(text)}</content>\n        <xmlcontent>${cdata('<group_notice_item type="18">\n\t<edittime>1712345600</edittime>\n</group_notice_item>')}</xmlcontent>\n        <announcement_id>${cdata("wxid_bo0000000000002_20000000001@chatroom_1712345600_1")}</announcement_id>\n    </mmchatroombarannouncememt>`,
    ),

  todo: (): string =>
    sys(
      "roomtoolstips",
      `<todo>\n  <op>0</op>\n\n  <todoid>${cdata("related_msgid_6120394857261048577")}</todoid>\n  <username>${cdata("roomannouncement@app.origin")}</username>\n  <title>${cdata("群公告")}</title>\n  <creator>${cdata("wxid_cy0000000000003")}</creator>\n  <related_msgid>${cdata("6120394857261048577")}</related_msgid>\n  <oper>${cdata("wxid_bo0000000000002")}</oper>\n  <template>${cdata(`\${wxid_bo0000000000002}将你的消息设置为群待办`)}</template>\n</todo>`,
    ),

  template: ({
    template = '你将"$kickoutname$"移出了群聊',
    placeholder = "kickoutname",
    nickname = "白水",
  } = {}): string =>
    sys(
      "sysmsgtemplate",
      `\t<sysmsgtemplate>\n\t\t<content_template type="tmpl_type_profile">\n\t\t\t<plain>${cdata("")}</plain>\n\t\t\t<template>${cdata(template)}</template>\n\t\t\t<link_list>\n\t\t\t\t<link name="${placeholder}" type="link_profile">\n\t\t\t\t\t<memberlist>\n\t\t\t\t\t\t<member>\n\t\t\t\t\t\t\t<username>${cdata("wxid_ei0000000000005")}</username>\n\t\t\t\t\t\t\t<nickname>${cdata(nickname)}</nickname>\n\t\t\t\t\t\t</member>\n\t\t\t\t\t</memberlist>\n\t\t\t\t</link>\n\t\t\t</link_list>\n\t\t</content_template>\n\t</sysmsgtemplate>`,
    ),

  /** A template with people by placeholder: `wxid_<name>`, called by the name. */
  joined: ({ template, ...people }: { template: string } & Partial<Record<string, string[] | string>>): string => {
    const links = Object.entries(people).map(
      ([placeholder, names]) =>
        `<link name="${placeholder}" type="link_profile"><memberlist>${[names ?? []]
          .flat()
          .map(
            (name) =>
              `<member><username>${cdata(`wxid_${name}`)}</username><nickname>${cdata(name)}</nickname></member>`,
          )
          .join("")}</memberlist><separator>${cdata("、")}</separator></link>`,
    );
    return sys(
      "sysmsgtemplate",
      `<sysmsgtemplate><content_template type="tmpl_type_profilewithrevoke"><plain>${cdata("")}</plain><template>${cdata(template)}</template><link_list>${links.join("")}<link name="revoke" type="link_revoke" hidden="1"><title>${cdata("撤销")}</title></link></link_list></content_template></sysmsgtemplate>`,
    );
  },

  revocableJoin: (sentence: string, wxids: readonly string[]): string =>
    sys(
      "delchatroommember",
      `<delchatroommember><plain>${cdata(sentence)}</plain><text>${cdata(sentence)}</text><link><scene>invite</scene><text>${cdata("  撤销")}</text><memberlist>${wxids.map((wxid) => `<username>${cdata(wxid)}</username>`).join("")}</memberlist></link></delchatroommember>`,
    ),
};
