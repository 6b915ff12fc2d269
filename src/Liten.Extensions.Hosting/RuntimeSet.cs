using Microsoft.Extensions.DependencyInjection;

namespace Liten;

/// <summary>All runtimes of a host, in the order in which they were added. It builds none.</summary>
internal sealed class RuntimeSet(IServiceProvider provider, IEnumerable<RuntimeName> names)
{
    public IReadOnlyList<HostedRuntime> All { get; }
        = [.. names.Select(name => provider.GetRequiredKeyedService<HostedRuntime>(name.Value))];
}
