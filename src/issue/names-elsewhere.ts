/**
 * What headings are called in other languages, between ` | `, by the kind of section that they
 * announce: German, French, Spanish, Portuguese, Italian, Russian, Chinese, Japanese, Korean; Polish,
 * Dutch, Turkish and Ukrainian.
 */
export const NAMES_ELSEWHERE: Readonly<Record<string, string | undefined>> = {
  goal:
    "Ziel | Ziele | Zielsetzung | Beschreibung | Zusammenfassung | Überblick | Kurzbeschreibung | Worum geht es" +
    " | Objectif | Objectifs | But | Description | Résumé | Présentation | Demande" +
    " | Objetivo | Objetivos | Descripción | Resumen | Meta | Finalidad" +
    " | Descrição | Resumo | Visão geral" +
    " | Obiettivo | Obiettivi | Descrizione | Riepilogo | Sommario" +
    " | Цель | Цели | Описание | Суть | Кратко" +
    " | 目标 | 目的 | 概述 | 描述 | 简介 | 摘要 | 需求描述 | 功能描述 | 目標 | 說明 | 概要 | 需求 | 说明 | 背景与目标" +
    " | やりたいこと | 要望 | 内容 | ゴール | 説明" +
    " | 목표 | 목적 | 개요 | 설명 | 요약 | 내용" +
    " | Cel | Cele | Opis | Podsumowanie | Streszczenie | Doel | Doelen | Omschrijving | Beschrijving | Samenvatting | Overzicht | Amaç | Hedef | Açıklama | Özet | Мета | Опис | Ціль | Огляд" +
    " | Mål | Beskrivning | Sammanfattning | Cíl | Popis | Shrnutí",
  background:
    "Hintergrund | Kontext | Motivation | Warum | Ausgangslage | Problem | Problemstellung | Anlass" +
    " | Contexte | Pourquoi | Problème | Problématique | Justification" +
    " | Contexto | Motivación | Por qué | Problema | Antecedentes" +
    " | Motivação | Por quê | Justificativa" +
    " | Contesto | Motivazione | Perché" +
    " | Контекст | Предыстория | Мотивация | Зачем | Проблема" +
    " | 背景 | 动机 | 原因 | 问题 | 為什麼 | 為何 | 背景信息 | 動機 | 課題 | 問題 | 経緯 | 理由" +
    " | 배경 | 이유 | 동기 | 문제" +
    " | Kontekst | Tło | Motywacja | Uzasadnienie | Achtergrond | Aanleiding | Motivatie | Arka plan | Bağlam | Gerekçe | Передумови | Мотивація" +
    " | Waarom | Dlaczego | Neden | Bakgrund | Varför | Pozadí | Proč",
  currentState:
    "Ist-Zustand | Aktuelles Verhalten | Tatsächliches Verhalten | Fehlerbeschreibung | Fehler | Ursache" +
    " | Résultat obtenu | Résultat actuel | Obtenu | Comportement actuel | Comportement observé | État actuel | Situation actuelle" +
    " | Resultado actual | Resultado obtenido | Comportamiento actual | Estado actual | Situación actual" +
    " | Comportamento atual | Estado atual | Situação atual" +
    " | Comportamento attuale | Stato attuale | Situazione attuale" +
    " | Текущее поведение | Фактическое поведение | Фактический результат | Текущее состояние" +
    " | 现状 | 当前行为 | 实际行为 | 实际结果 | 问题描述 | 現状 | 現在の動作 | 現在の挙動 | 実際の動作 | 不具合の内容 | 現象" +
    " | 현재 상태 | 현재 동작 | 실제 동작 | 실제 결과 | 버그 설명 | 현상" +
    " | Obecne zachowanie | Aktualne zachowanie | Stan obecny | Przyczyna | Huidig gedrag | Huidige situatie | Oorzaak | Mevcut davranış | Mevcut durum | Поточна поведінка | Поточний стан" +
    " | Nuvarande beteende | Nuläge | Současný stav | Současné chování",
  reproduction:
    "Schritte zum Reproduzieren | Schritte zur Reproduktion | Reproduktion | Reproduktionsschritte | So lässt es sich nachstellen | Nachstellen" +
    " | Étapes pour reproduire | Étapes de reproduction | Reproduction | Comment reproduire | Pour reproduire" +
    " | Pasos para reproducir | Pasos para reproducirlo | Cómo reproducir | Reproducción | Pasos de reproducción" +
    " | Passos para reproduzir | Como reproduzir | Etapas para reproduzir | Reprodução" +
    " | Passi per riprodurre | Come riprodurre | Riproduzione | Passaggi per riprodurre" +
    " | Шаги воспроизведения | Шаги для воспроизведения | Воспроизведение | Как воспроизвести | Шаги по воспроизведению" +
    " | 复现步骤 | 重现步骤 | 再现步骤 | 如何复现 | 重現步驟 | 再現手順 | 再現方法 | 再現" +
    " | 재현 방법 | 재현 절차 | 재현 단계 | 재현" +
    " | Kroki do odtworzenia | Jak odtworzyć | Kroki reprodukcji | Stappen om te reproduceren | Reproductie | Reproductiestappen | Yeniden üretme adımları | Кроки для відтворення | Кроки відтворення | Як відтворити" +
    " | Hoe te reproduceren | Yeniden oluşturma adımları | Tekrar üretme adımları | Steg för att återskapa | Hur man återskapar | Kroky k reprodukci | Postup reprodukce",
  expected:
    "Erwartetes Verhalten | Erwartetes Ergebnis | Soll-Zustand | Gewünschtes Verhalten" +
    " | Attendu | Erwartet | Esperado | Comportement attendu | Résultat attendu | Comportement souhaité" +
    " | Comportamiento esperado | Resultado esperado" +
    " | Comportamento esperado | Comportamento atteso | Risultato atteso" +
    " | Ожидаемое поведение | Ожидаемый результат" +
    " | 期望行为 | 预期行为 | 预期结果 | 期望结果 | 預期行為 | 期待する動作 | 期待される動作 | 期待する挙動 | 期待する結果" +
    " | 기대 동작 | 기대 결과 | 예상 동작 | 기대하는 동작" +
    " | Oczekiwane zachowanie | Oczekiwany rezultat | Verwacht gedrag | Verwacht resultaat | Beklenen davranış | Beklenen sonuç | Очікувана поведінка | Очікуваний результат" +
    " | Förväntat beteende | Förväntat resultat | Očekávané chování",
  environment:
    "Umgebung | Systemumgebung | Versionen | Protokoll" +
    " | Environnement | Entorno | Ambiente | Versión | Versão | Versione" +
    " | Окружение | Среда | Версия | 环境 | 版本 | 运行环境 | 環境 | バージョン | 動作環境 | 환경 | 버전",
  constraints:
    "Einschränkungen | Rahmenbedingungen | Randbedingungen | Contraintes | Restricciones | Limitaciones" +
    " | Restrições | Limitações | Vincoli | Limitazioni | Ограничения | 约束 | 限制 | 制約 | 制約条件 | 제약 | 제약 사항",
  assumptions:
    "Annahmen | Hypothèses | Supuestos | Premissas | Suposições | Ipotesi | Предположения | Допущения" +
    " | 假设 | 前提 | 前提条件 | 가정",
  approach:
    "Vorgehen | Ablauf | Lösung | Lösungsvorschlag | Lösungsansatz | Ansatz | Vorschlag | Umsetzung | Umsetzungsidee" +
    " | Solution | Déroulement | Solution proposée | Proposition | Approche | Mise en œuvre" +
    " | Solución | Solución propuesta | Propuesta | Enfoque" +
    " | Solução | Solução proposta | Proposta | Abordagem | Implementação" +
    " | Soluzione | Soluzione proposta | Approccio" +
    " | Решение | Предлагаемое решение | Предложение | Подход | Реализация" +
    " | 方案 | 解决方案 | 实现方案 | 建议方案 | 建议 | 實作方式 | 实现思路 | 対応方針 | 対応方法 | 解決策 | 提案 | 方針 | 実装方針 | 対応案 | 修正方法 | 修正案 | 修正方針 | 修复方案 | 修改方案" +
    " | 해결 방안 | 해결책 | 제안 | 접근 방법 | 구현 방법 | 방안" +
    " | Rozwiązanie | Proponowane rozwiązanie | Propozycja | Podejście | Oplossing | Voorgestelde oplossing | Voorstel | Aanpak | Çözüm | Önerilen çözüm | Öneri | Yaklaşım | Рішення | Запропоноване рішення | Пропозиція | Підхід" +
    " | Lösning | Förslag | Řešení | Návrh řešení",
  rationale:
    "Alternativen | Alternatives | Alternativas | Alternative | Альтернативы | 备选方案 | 替代方案 | 代替案 | 대안",
  architecture:
    "Architektur | Entwurf | Conception | Arquitectura | Diseño | Arquitetura | Architettura | Архитектура" +
    " | 架构 | 设计 | 設計 | アーキテクチャ | 설계 | 아키텍처",
  decisions:
    "Entscheidungen | Entscheidung | Décisions | Décision | Decisiones | Decisión | Decisões | Decisão" +
    " | Decisioni | Решения | 决定 | 决策 | 決定事項 | 결정 사항 | 결정",
  steps:
    "Aufgaben | Schritte | Arbeitsschritte | Zu tun | Zu erledigen | To-dos | Teilaufgaben | Unteraufgaben | Umsetzungsschritte | Anforderungen | Nächste Schritte | Arbeitspakete | Maßnahmen | Änderungen | Was zu tun ist | Offene Aufgaben | Plan | Checkliste" +
    " | Tâches | Tâche | Étapes | À faire | Sous-tâches | Exigences | Prochaines étapes | Travail à faire | Plan d'action | Actions | Tâches à réaliser | Reste à faire | Besoins | Travaux" +
    " | Tareas | Tarea | Pasos | Por hacer | Pendientes | Subtareas | Requisitos | Requerimientos | Próximos pasos | Plan de trabajo | Acciones | Trabajo pendiente | Qué hay que hacer | Pasos de implementación | Lista de tareas" +
    " | Tarefas | Tarefa | Passos | A fazer | Subtarefas | Etapas | Próximos passos | Plano de trabalho | Ações | Lista de tarefas | O que fazer | Pendências" +
    " | Attività | Compiti | Passi | Da fare | Requisiti | Sotto-attività | Prossimi passi | Azioni | Cose da fare" +
    " | Задачи | Задача | Шаги | Что сделать | Что нужно сделать | План | План работ | Подзадачи | Требования | Сделать | Список задач | Следующие шаги | Необходимо сделать" +
    " | 任务 | 任务列表 | 任务清单 | 待办 | 待办事项 | 步骤 | 实施步骤 | 子任务 | 计划 | 工作项 | 工作内容 | 需求列表 | 要求 | 开发任务 | 任務 | 待辦 | 待辦事項 | 下一步 | 实现步骤 | 需要做的事 | 具体任务 | 修改内容 | 改动点" +
    " | やること | タスク | 作業 | 作業内容 | 作業項目 | 手順 | 対応内容 | 要件 | 実装手順 | TODO | 残作業 | サブタスク | タスク一覧 | 実施内容 | 対応 | 次のステップ | やるべきこと | 実装内容 | 修正内容 | 変更内容" +
    " | 할 일 | 할일 | 작업 | 작업 내용 | 작업 목록 | 해야 할 일 | 요구사항 | 요구 사항 | 단계 | 하위 작업 | 구현 단계 | 세부 작업 | 진행 계획 | 다음 단계 | 체크리스트 | 작업 항목" +
    " | Umsetzungsplan | Implementierungsplan | Arbeitsplan | Aktionsplan | Maßnahmenplan | Funktionale Anforderungen | Nichtfunktionale Anforderungen | Plan d'implémentation | Plan de mise en œuvre | Exigences fonctionnelles | Plan de implementación | Plan de acción | Requisitos funcionales | Requisitos no funcionales | Plano de implementação | Plano de ação | Passos de implementação | Etapas de implementação | Requisitos funcionais | Requisitos não funcionais | Piano di implementazione | Piano d'azione | Piano di lavoro | Passaggi | Requisiti funzionali | План реализации | План действий | Функциональные требования | 实施计划 | 实现计划 | 开发计划 | 行动计划 | 功能需求 | 実装計画 | 実施計画 | 作業計画 | 機能要件 | 구현 계획 | 작업 계획 | 실행 계획 | 기능 요구사항" +
    " | Zadania | Zadanie | Kroki | Do zrobienia | Lista zadań | Plan wdrożenia | Plan implementacji | Plan działania | Plan pracy | Wymagania | Wymagania funkcjonalne | Następne kroki | Podzadania | Zmiany | Taken | Taak | Stappen | Te doen | Takenlijst | Stappenplan | Actiepunten | Implementatieplan | Plan van aanpak | Vereisten | Eisen | Volgende stappen | Subtaken | Wijzigingen | Görevler | Adımlar | Yapılacaklar | Uygulama planı | Uygulama adımları | Gereksinimler | Sonraki adımlar | Alt görevler | Завдання | Кроки | Що зробити | План робіт | План реалізації | План впровадження | Вимоги | Наступні кроки | Підзавдання" +
    " | Werkzaamheden | Uppgifter | Att göra | Úkoly | Co udělat",
  testing:
    "Testplan | Tests | Teststrategie | Plan de test | Plan de tests | Plan de pruebas | Pruebas" +
    " | Plano de testes | Plano de teste | Testes | Piano di test | Тест-план | План тестирования | Тестирование" +
    " | 测试 | 测试计划 | 測試計劃 | 测试方案 | テスト | テスト計画 | テスト項目 | 테스트 | 테스트 계획" +
    " | Testy | Plan testów | Strategia testów | Strategia testowania | Testen | Teststrategie | Test planı | Testler | Тестування | План тестування",
  verification:
    "Prüfung | Überprüfung | Vérification | Verificación | Verificação | Verifica | Проверка" +
    " | 验证 | 验证步骤 | 验证方法 | 確認方法 | 動作確認 | 確認 | 検証 | 검증 | 검증 방법 | 확인 방법" +
    " | Weryfikacja | Verificatie | Controle | Doğrulama | Перевірка",
  documentation:
    "Dokumentation | Documentación | Documentação | Documentazione | Документация | 文档 | ドキュメント | 문서",
  risks:
    "Risiken | Risiko | Risiken und Maßnahmen | Risques | Riesgos | Riscos | Rischi | Риски | 风险 | 風險 | リスク | 위험 | 리스크 | 위험 요소" +
    " | Risiken und Gegenmaßnahmen | Risques et mitigations | Riesgos y mitigaciones | Riscos e mitigações | Rischi e mitigazioni | Ryzyka | Ryzyko | Zagrożenia | Risico's | Riskler | Ризики",
  dependencies:
    "Abhängigkeiten | Hängt ab von | Blockiert durch | Blockiert von | Abhängig von | Dépendances | Dépend de | Bloqué par" +
    " | Dependencias | Depende de | Bloqueado por | Dependências | Dipendenze | Dipende da | Bloccato da" +
    " | Зависимости | Зависит от | Заблокировано | 依赖 | 依赖项 | 前置依赖 | 依賴 | 依存関係 | 依存 | 의존성 | 선행 작업" +
    " | Zależności | Zależy od | Blokowane przez | Afhankelijkheden | Afhankelijk van | Bağımlılıklar | Залежності | Залежить від",
  prerequisites:
    "Voraussetzungen | Prérequis | Requisitos previos | Pré-requisitos | Prerequisiti | Предварительные условия",
  questions:
    "Offene Fragen | Fragen | Fragen ans Team | Offene Punkte | Noch zu klären | Zu klären | Klärungsbedarf | Questions ouvertes | Questions | Points ouverts | À clarifier | À discuter | Preguntas abiertas | Preguntas | Por aclarar | Dudas | Cuestiones abiertas" +
    " | Perguntas | Perguntas em aberto | Questões em aberto | Dúvidas | Perguntas abertas | Questões abertas | A esclarecer | Pontos em aberto" +
    " | Domande | Domande aperte | Questioni aperte | Вопросы | Открытые вопросы" +
    " | 问题待定 | 待确认 | 待确认问题 | 待确认的问题 | 待讨论 | 待解决问题 | 未解决问题 | 未解决的问题 | 未解決問題 | 待確認問題 | 待解决的问题 | 开放问题 | 未决问题 | 疑问 | 待定问题 | 待確認 | 未解決の質問 | 質問 | 未決事項 | 未確定事項 | 相談事項 | 確認事項 | 検討事項 | 不明点 | 疑問点 | 未解決事項" +
    " | 질문 | 열린 질문 | 미해결 질문 | 확인 필요 | 미결 사항 | 논의 사항" +
    " | Pytania | Pytania otwarte | Otwarte pytania | Do ustalenia | Do wyjaśnienia | Vragen | Open vragen | Openstaande vragen | Sorular | Açık sorular | Питання | Відкриті питання" +
    " | Öppna frågor | Frågor | Otevřené otázky | Otázky",
  criteria:
    "Akzeptanzkriterien | Abnahmekriterien | Erfolgskriterien | Fertig wenn | Fertig, wenn | Definition of Done | Abnahme | Fertigstellungskriterien | Erledigt, wenn" +
    " | Critères d'acceptation | Critères de réussite | Critères de succès | Définition de fini | Définition du fini | Critères d'acceptance | Critères de validation | Terminé quand | Critères" +
    " | Criterios de aceptación | Criterios de éxito | Criterios de aceptacion | Definición de hecho | Definición de terminado | Hecho cuando | Criterios" +
    " | Critérios de aceitação | Critérios de aceite | Critérios de sucesso | Definição de pronto | Critérios | Pronto quando" +
    " | Criteri di accettazione | Criteri di successo | Criteri di completamento | Definizione di fatto | Criteri" +
    " | Критерии приёмки | Критерии приемки | Критерии готовности | Критерии успеха | Критерии | Готово, когда | Условия приёмки | Критерии завершения" +
    " | 验收标准 | 驗收標準 | 验收条件 | 完成标准 | 完成条件 | 成功标准 | 完成的定义 | 验收 | 驗收條件 | 完成定义" +
    " | 受け入れ条件 | 受入条件 | 受け入れ基準 | 受入基準 | 完了条件 | 完了の定義 | 達成条件 | 完了基準 | 成功条件" +
    " | 완료 조건 | 인수 조건 | 수용 기준 | 인수 기준 | 완료 기준 | 승인 기준 | 성공 기준 | 완료 정의 | 수락 기준 | 수용 조건" +
    " | Kryteria akceptacji | Kryteria sukcesu | Kryteria odbioru | Kryteria ukończenia | Definicja ukończenia | Acceptatiecriteria | Succescriteria | Kabul kriterleri | Başarı kriterleri | Tamamlanma kriterleri | Критерії приймання | Критерії прийняття | Критерії готовності | Критерії успіху" +
    " | Klaar als | Klaar wanneer | Acceptanskriterier | Klart när | Akceptační kritéria",
  nonGoals:
    "Nicht im Umfang | Nicht Teil | Nicht-Ziele | Nichtziele | Außerhalb des Umfangs | Abgrenzung | Nicht enthalten | Out of Scope | Kein Ziel | Was wir nicht tun" +
    " | Hors périmètre | Hors scope | Hors sujet | Non-objectifs | Hors du périmètre | Exclusions | Pas dans ce ticket" +
    " | Fuera de alcance | Fuera del alcance | No objetivos | Exclusiones | No incluido | Fuera de este ticket" +
    " | Fora do escopo | Fora de escopo | Não objetivos | Fora do âmbito | Não faz parte | Não incluído" +
    " | Fuori ambito | Fuori dallo scopo | Non obiettivi | Fuori portata | Escluso" +
    " | Вне рамок | Не входит | Вне области | Не цели | Не входит в задачу | Вне скоупа" +
    " | 不在范围内 | 范围外 | 非目标 | 不包括 | 超出范围 | 不在範圍內 | 不做的事 | 不做 | 本次不做 | 暂不考虑 | 非目標 | 対象外 | スコープ外 | やらないこと | 今回やらないこと | 対応しないこと | 範囲外" +
    " | 범위 외 | 제외 | 범위 밖 | 제외 사항 | 비목표 | 범위 제외 | 하지 않을 일" +
    " | Poza zakresem | Nie obejmuje | Nie jest celem | Buiten scope | Buiten bereik | Niet in scope | Kapsam dışı | Поза межами | Поза обсягом | Не входить" +
    " | Utanför omfattningen | Ingår inte | Mimo rozsah",
  links:
    "Verweise | Referenzen | Siehe auch | Weiterführende Links | Liens | Références | Voir aussi | Enlaces | Referencias | Ver también" +
    " | Referências | Veja também | Riferimenti | Vedi anche | Collegamenti | Ссылки | См. также | Связанные задачи" +
    " | 参考 | 相关链接 | 参考资料 | 链接 | 相关 | 參考資料 | 関連 | 参考資料 | 参考リンク | 関連リンク | リンク | 関連 Issue" +
    " | 참고 | 참고 자료 | 관련 링크 | 관련 이슈 | 링크" +
    " | Odnośniki | Linki | Powiązane | Zobacz też | Zie ook | Verwijzingen | Bağlantılar | İlgili | Kaynaklar | Посилання | Див також",
  priority:
    "Priorität | Dringlichkeit | Priorité | Prioridad | Prioridade | Priorità | Приоритет | 优先级 | 優先度 | 우선순위" +
    " | Priorytet | Prioriteit | Öncelik | Пріоритет",
  type: "Art | Typ | Tipo | Тип | 类型 | 種類 | 유형",
  estimate:
    "Aufwand | Schätzung | Zeitschätzung | Estimation | Charge | Estimación | Esfuerzo | Estimativa | Stima | Оценка | 估时 | 工作量 | 見積もり | 工数 | 추정",
  followUps:
    "Ausblick | Später | Suites | Suites à donner | Trabajo futuro | Trabalhos futuros | 后续工作 | 今後の課題 | 향후 계획",
  declaration:
    "Vor dem Absenden | Vor dem Erstellen | Avant de soumettre | Avant d'envoyer | Vérifications préalables | Antes de enviar" +
    " | Antes de reportar | Verificações prévias | Comprobaciones previas | Prima di inviare | Перед отправкой" +
    " | 提交前检查 | 提交前 | 检查清单确认 | 提交前确认 | 投稿前の確認 | 事前確認 | 送信前の確認 | 제출 전 확인 | 사전 확인",
};
