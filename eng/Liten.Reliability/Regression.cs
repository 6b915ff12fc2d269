using System.Text.Json.Nodes;

namespace Liten.Reliability;

/// <summary>What the committed report has and new facts lack: a proof that shrinks without a word is no proof.</summary>
internal static class Regression
{
    /// <summary>Figures that depend on the code alone, and may only grow.</summary>
    private static readonly string[] s_mayNotFall = ["schedules", "sites", "mutants", "generated", "killed", "caught", "cells", "tests", "states", "transitions", "scenarios"];

    /// <param name="committed">The report's twin.</param>
    /// <param name="facts">The new facts.</param>
    /// <param name="retired">Kinds and ids of facts that are gone on purpose, each with the reason.</param>
    public static IEnumerable<string> Find(JsonObject committed, Fact[] facts, JsonObject retired)
    {
        foreach (JsonNode? node in committed["facts"]!.AsArray())
        {
            var before = Fact.FromJson(node!.AsObject());
            Fact? now = Array.Find(facts, fact => fact.Kind == before.Kind && fact.Id == before.Id);
            if (now is null)
            {
                string name = $"{before.Kind} {before.Id}";
                if (!retired.ContainsKey(name))
                {
                    yield return $"{name} has disappeared; if that is meant, say why in docs/reliability/retired.json";
                }

                continue;
            }

            foreach (string figure in s_mayNotFall)
            {
                if (before.Count(figure) is { } old && (now.Count(figure) ?? 0) < old)
                {
                    yield return $"{before.Kind} {before.Id}: {figure} fell from {old} to {now.Count(figure) ?? 0}";
                }
            }
        }
    }
}
