import type { SectionKind } from "./section-kinds.js";

/** Words that mean the same in whatever short heading they stand. */
const WORDS: readonly (readonly [RegExp, SectionKind])[] = [
  [
    /(?:范围|範圍|範囲|対象|スコープ)(?:之)?外$|^(?:不在|非|超出).*(?:范围|範圍)内?$|^(?:本次|暂|今回)?不(?:包括|包含|做)的?(?:内容|事项|事)?$/u,
    "nonGoals",
  ],
  [
    /pas (?:prévu|inclus)e?s?$|^(?:hors|außerhalb|poza|вне|fuera|fuori|fora) (?:\p{L}+ )?(?:umfangs|rahmens|auftrags|scopes?|tickets|périmètre|champ|alcance|escopo|âmbito|ambito|portata|zakresem|рамок|области|задачи)$/u,
    "nonGoals",
  ],
  [
    /^definition of (?:success|completion|complete|finished)$|^wann (?:ist|sind) (?:es|das|wir) (?:fertig|erledigt)$|(?:^| )(?:terminad[oa]|list[oa]|hech[oa]|pronto|concluíd[oa]|completato|finito|готово|fertig|erledigt|fini|terminée?|prête?) (?:cuando|quando|когда|если|wenn|quand|lorsque|si|se)$/u,
    "criteria",
  ],
  [
    /^was wir wollen$|^was wollen wir$|^qué queremos$|^ce que nous voulons$|^cosa vogliamo$|^o que queremos$/u,
    "goal",
  ],
  [
    /^acceptance \p{L}+$|^\p{L}+ (?:dacceptation|de recette|de aceptación|de aceitação|di accettazione|приёмки|приемки)$|^(?:akzeptanz|abnahme)\p{L}+$|^(?:验收|驗收|受け入れ|受入)[^的の]{1,4}$/u,
    "criteria",
  ],
];

/** The kind of section that a word in a heading means, as the heading is compared. */
export function kindByWord(normal: string): SectionKind | undefined {
  return WORDS.find(([pattern]) => pattern.test(normal))?.[1];
}

/** What stands before or behind a name in Chinese or Japanese and leaves its meaning as it is. */
const BEFORE = /^(?:需求|功能|项目|本次|今回の|主な|主要|具体的な|具体)/u;
const BEHIND = /(?:事項|事项|項目|一覧|列表|清单|要点)$/u;

/** What a heading in Chinese or Japanese is without such words; nothing for any other. */
export function shorterNames(normal: string): readonly string[] {
  if (!/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+$/u.test(normal)) return [];
  const bare = normal.replace(BEFORE, "").replaceAll("の", "");
  return [bare, bare.replace(BEHIND, "")];
}
