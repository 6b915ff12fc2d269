using System.Collections.Immutable;
using Liten.Testing.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Liten.Testing.Tests;

/// <summary>What leaves a schedule is found in code that an explored test reaches, and nowhere else.</summary>
public sealed class EscapeAnalyzerTests
{
    [Theory]
    [InlineData("await Task.Run(() => { });", "Task.Run")]
    [InlineData("await Task.Yield(); Task t = Task.CompletedTask; await t.ConfigureAwait(false);", "ConfigureAwait(false)")]
    [InlineData("_ = DateTime.Now;", "DateTime.Now")]
    [InlineData("_ = DateTimeOffset.UtcNow;", "DateTimeOffset.UtcNow")]
    [InlineData("_ = Random.Shared.Next();", "Random.Shared")]
    [InlineData("_ = new Random();", "new Random()")]
    [InlineData("_ = Guid.NewGuid();", "Guid.NewGuid")]
    [InlineData("Thread.Sleep(1);", "Thread.Sleep")]
    [InlineData("await Task.Delay(1);", "Task.Delay without a provider")]
    [InlineData("new Thread(() => { }).Start();", "new Thread")]
    public async Task Escape_IsFoundWhereATestReachesIt(string code, string what)
    {
        Diagnostic found = Assert.Single(await Analyze(code, called: "Reached"));
        Assert.Equal("LITEN2001", found.Id);
        Assert.StartsWith(what, found.GetMessage());
        Assert.Contains("'Test'", found.GetMessage());

        Assert.Empty(await Analyze(code, called: "Other"));
    }

    [Theory]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), Runtime.Current.TimeProvider);")]
    [InlineData("await Task.Yield();")]
    [InlineData("_ = new Random(1);")]
    public async Task WhatIsControlled_IsNotFound(string code) => Assert.Empty(await Analyze(code, called: "Reached"));

    private static async Task<ImmutableArray<Diagnostic>> Analyze(string code, string called)
    {
        string source = $$"""
            using System;
            using System.Threading;
            using System.Threading.Tasks;
            using Liten;
            using Liten.Testing;

            public class Tests
            {
                public void Test() => Explore.Run(async () => { await {{called}}(); });

                private async Task Reached()
                {
                    await Task.Yield();
                    await Deeper();
                }

                private async Task Other() => await Task.Yield();

                private async Task Deeper()
                {
                    {{code}}
                }
            }
            """;
        string references = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            "Subject",
            [CSharpSyntaxTree.ParseText(source)],
            references.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return await compilation.WithAnalyzers([new EscapeAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }
}
