using System.ComponentModel;
using Xunit.Sdk;
using Xunit.v3;

namespace Liten.Testing.Xunit;

/// <summary>A test case that is run by an exploration. Used by xunit.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LitenTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    /// <summary>For deserialization.</summary>
    [Obsolete("Called by the deserializer only.")]
    public LitenTestCase()
    {
    }

    internal LitenTestCase(
        IXunitTestMethod testMethod,
        string testCaseDisplayName,
        string uniqueID,
        bool @explicit,
        Type[]? skipExceptions,
        string? skipReason,
        Type? skipType,
        string? skipUnless,
        string? skipWhen,
        Dictionary<string, HashSet<string>> traits,
        object?[]? testMethodArguments = null,
        string? sourceFilePath = null,
        int? sourceLineNumber = null,
        int? timeout = null)
        : base(
            testMethod,
            testCaseDisplayName,
            uniqueID,
            @explicit,
            skipExceptions,
            skipReason,
            skipType,
            skipUnless,
            skipWhen,
            traits,
            testMethodArguments,
            sourceFilePath,
            sourceLineNumber,
            timeout)
    {
    }

    /// <inheritdoc/>
    public async ValueTask<RunSummary> Run(
        ExplicitOption explicitOption,
        IMessageBus messageBus,
        object?[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource,
        ParallelMode parallelMode,
        ExecutionScheduler scheduler,
        FixtureMappingManager methodFixtureMappings)
        => await LitenTestCaseRunner.Instance.Run(new XunitTestCaseRunnerContext(
            this,
            await CreateTests(),
            explicitOption,
            messageBus,
            aggregator,
            TestCaseDisplayName,
            SkipReason,
            cancellationTokenSource,
            parallelMode,
            scheduler,
            constructorArguments,
            methodFixtureMappings));
}
