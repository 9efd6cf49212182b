import { flag, integer, integers, list, object, text, texts } from "../../field.ts";

const box = {
  ...texts("boxID", "moreText"),
  ...integers("boxPos", "boxPosMerge", "count", "real_type", "totalCount", "type"),
};
const found = object({
  ...texts("desc", "docID", "reportId", "report_extinfo_str", "thumbUrl", "title"),
  jumpInfo: object({ ...integers("commentScene", "jumpType"), ...texts("reportExtraInfo", "userName") }),
});
const foundVideo = object({
  ...texts("dateTime", "docID", "duration", "image", "likeNum", "reportId", "report_extinfo_str", "title", "videoUrl"),
  report_iteminfo_list_str: text,
  imageData: object({ url: text, ...integers("height", "width") }),
  jumpInfo: object({ ...texts("extInfo", "feedId"), jumpType: integer }),
  noPlayIcon: flag,
  ...integers("pubTime", "showType"),
  source: object(texts("iconUrl", "title")),
});

/** A page of a search among channels, in boxes of results. */
export const searchPage = object({
  advanceSearch: object({
    filters: list(
      object({
        ...integers("column", "display", "type"),
        ...texts("paramKey", "title"),
        options: list(
          object({ ...texts("paramKey", "paramValue", "reportId", "title"), ...integers("selected", "type") }),
        ),
      }),
    ),
    ...integers("isHold", "showType"),
  }),
  data: list(
    object({
      ...box,
      items: list(found),
      moreInfo: object(texts("moreID", "reportId")),
      subBoxes: list(
        object({
          ...box,
          ...integers("boxMergeType", "boxMergeValue", "resultType", "subType"),
          items: list(foundVideo),
          moreInfo: object({ moreID: text }),
        }),
      ),
    }),
  ),
  experiment: list(object(texts("key", "value"))),
  feedback: object(integers("isFromMixerMainSwap")),
  ...texts("cookies", "lang", "query", "searchID"),
  ...integers("continueFlag", "direction", "isBoxCardStyle", "isDivide", "isHomePage"),
  ...integers("offset", "pageNumber", "resultType", "ret", "timeStamp"),
});
