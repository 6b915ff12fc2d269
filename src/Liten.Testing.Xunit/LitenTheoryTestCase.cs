using System.ComponentModel;
using Xunit.Sdk;
using Xunit.v3;

namespace Liten.Testing.Xunit;

/// <summary>The rows of a theory, each of which is run by an exploration. Used by xunit.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LitenTheoryTestCase : XunitDelayEnumeratedTheoryTestCase, ISelfExecutingXunitTestCase
{
    /// <summary>For deserialization.</summary>
    [Obsolete("Called by the deserializer only.")]
    public LitenTheoryTestCase()
    {
    }

    internal LitenTheoryTestCase(
        IXunitTestMethod testMethod,
        string testCaseDisplayName,
        string uniqueID,
        bool @explicit,
        bool skipTestWithoutData,
        Type[]? skipExceptions,
        string? skipReason,
        Type? skipType,
        string? skipUnless,
        string? skipWhen,
        Dictionary<string, HashSet<string>> traits,
        string? sourceFilePath = null,
        int? sourceLineNumber = null,
        int? timeout = null)
        : base(
            testMethod,
            testCaseDisplayName,
            uniqueID,
            @explicit,
            skipTestWithoutData,
            skipExceptions,
            skipReason,
            skipType,
            skipUnless,
            skipWhen,
            traits,
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
