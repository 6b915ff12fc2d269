using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Liten;

/// <summary>Reads a runtime's options from a section, and keeps what cannot be read for the validation.</summary>
/// <remarks>The binder of .NET's would stop at the first such value.</remarks>
internal sealed class RuntimeSection(string name, IConfigurationSection section)
    : IConfigureNamedOptions<LitenRuntimeOptions>
{
    public void Configure(LitenRuntimeOptions options)
    {
    }

    public void Configure(string? optionsName, LitenRuntimeOptions options)
    {
        if (optionsName != name)
        {
            return;
        }

        options.Path = section.Path;
        foreach (IConfigurationSection entry in section.GetChildren())
        {
            RuntimeSetting? setting = RuntimeSetting.All.FirstOrDefault(
                setting => setting.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase));
            if (setting is null)
            {
                string known = string.Join(", ", RuntimeSetting.All.Select(static setting => setting.Name));
                options.Unreadable.Add($"{entry.Path} is no option of a runtime. There are {known}.");
            }
            else if (entry.Value is null || !setting.TryRead(options, entry.Value))
            {
                options.Unreadable.Add($"{entry.Path} must be {setting.Kind}, and is '{entry.Value}'.");
            }
        }
    }
}
